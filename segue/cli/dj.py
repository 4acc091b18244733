"""`segue dj`: the next tracks with what the DJ says before them, in the terminal."""

import os
import shlex
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from segue.cli.home import check_language, listener_named, opened
from segue.cli.model import chat
from segue.cli.output import Failure, note, print_json

ENDPOINT = Annotated[
    str,
    typer.Option(
        envvar="SEGUE_DJ_ENDPOINT",
        metavar="URL",
        help="Let this OpenAI-compatible server word what the DJ says; its key is in SEGUE_DJ_KEY.",
    ),
]
MODEL = Annotated[str, typer.Option(envvar="SEGUE_DJ_MODEL", metavar="NAME", help="The model that words it.")]
SPEECH = Annotated[
    str | None,
    typer.Option(
        envvar="SEGUE_DJ_SPEECH",
        metavar="COMMAND|URL",
        help="What speaks for the DJ: text in, WAV out; its key is in SEGUE_DJ_SPEECH_KEY. Empty = nothing.",
    ),
]


def host(endpoint: str, model: str, speech: str | None = None) -> dict[str, Any]:
    """The settings of who words and who speaks."""
    found = chat("dj", endpoint, model)
    if speech is not None:
        try:
            by_http = speech.startswith(("http://", "https://"))
            if not (urlsplit(speech).hostname if by_http else shlex.split(speech) or not speech):
                raise ValueError(f"want a command, or an address with a host, got {speech[:80]!r}")
        except ValueError as wrong:
            raise Failure(f"--dj-speech: {wrong}") from wrong
        found |= {"dj_speech": speech, "dj_speech_key": os.environ.get("SEGUE_DJ_SPEECH_KEY", "")}
    return found


def dj(
    context: typer.Context,
    listener: Annotated[str, typer.Argument(help="The listener's name.")],
    n: Annotated[int, typer.Option("-n", min=1, max=100, help="How many tracks of one session.")] = 1,
    talk: Annotated[
        float | None, typer.Option(min=0, max=1, help="0 = silence, 1 = before every track; else LISTENER's setting.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="For randomness; 0 = none.")] = 0,
    no_profile: Annotated[
        bool, typer.Option("--no-profile", help="From the catalogue only: nothing of LISTENER is read.")
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help="Language of what is said; else LISTENER's.")] = "",
    dj_endpoint: ENDPOINT = "",
    dj_model: MODEL = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What LISTENER would hear next, and what is said before it."""
    from segue.domain.slate import Request
    from segue.recommend.message import DEFAULT

    if lang:
        check_language(lang)
    with opened(context, **host(dj_endpoint, dj_model)) as app:
        who = listener_named(app, listener)
        app.follower.sweep()
        told = lang or app.accounts.languages.of(who.id) or DEFAULT
        now = datetime.now(UTC).astimezone(who.zone)
        asked = Request(who.id, now, seed=seed, profiled=not no_profile, lang=told)
        turns = [app.dj.next(who, asked, talk=talk) for _ in range(n)]
    if as_json:
        print_json(turns)
        return
    for turn in turns:
        if turn.line is not None:
            print(f"  {turn.line.text}")
        if turn.track is not None:
            print(f"♪ {turn.track.title} · {turn.track.artist}")
    if turns[0].track is None:
        note("There is nothing to play yet: `segue catalog import FILE` first.")
