"""`segue prompt`: a playlist from words, in the terminal."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from segue.cli.home import check_language, listener_named, opened
from segue.cli.model import chat
from segue.cli.output import Failure, note, print_json, print_table

ENDPOINT = Annotated[
    str,
    typer.Option(
        envvar="SEGUE_PROMPT_ENDPOINT",
        metavar="URL",
        help="Let this OpenAI-compatible server read prompts; its key is in SEGUE_PROMPT_KEY.",
    ),
]
MODEL = Annotated[str, typer.Option(envvar="SEGUE_PROMPT_MODEL", metavar="NAME", help="The model that reads them.")]


def reader(endpoint: str, model: str) -> dict[str, Any]:
    """The settings of who reads prompts."""
    return chat("prompt", endpoint, model)


def prompt(
    context: typer.Context,
    listener: Annotated[str, typer.Argument(help="The listener's name.")],
    words: Annotated[str, typer.Argument(help='What to play: "rainy sunday, nothing sad, about 40 minutes".')],
    without: Annotated[
        list[str] | None, typer.Option(metavar="CHIP", help="Leave this out of what was understood: moods:rain.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="For randomness; 0 = none.")] = 0,
    no_profile: Annotated[
        bool, typer.Option("--no-profile", help="From words and catalogue only: nothing of LISTENER is read.")
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help="Language of the answer; else that of the words.")] = "",
    prompt_endpoint: ENDPOINT = "",
    prompt_model: MODEL = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """A playlist for WORDS, and how they were understood."""
    from segue.domain.slate import Request
    from segue.playlists.prompt.plain import LONGEST
    from segue.playlists.prompt.told import spoken_in

    if lang:
        check_language(lang)
    if not 0 < len(words.strip()) <= LONGEST:
        raise Failure(f"want words, at most {LONGEST} characters")
    with opened(context, **reader(prompt_endpoint, prompt_model)) as app:
        who = listener_named(app, listener)
        app.follower.sweep()
        told = lang or spoken_in(words, app.accounts.languages.of(who.id))
        now = datetime.now(UTC).astimezone(who.zone)
        asked = Request(who.id, now, seed=seed, profiled=not no_profile, lang=told)
        found = app.prompter.prompted(who, words, asked, without or ())
    if as_json:
        print_json(found)
        return
    note(found.understood)
    if found.chips:
        note("without: " + "  ".join(chip.id for chip in found.chips))
    if found.slate.tracks:
        print_table(
            ["", "title", "artist", "why"],
            [[i + 1, t.title, t.artist, t.reason.text] for i, t in enumerate(found.slate.tracks)],
        )
        note(f"{len(found.slate.tracks)} tracks, {round(found.duration_ms / 60_000)} minutes")
