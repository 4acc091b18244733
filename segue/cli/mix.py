"""`segue mix` and `segue mixes`: playlists in the terminal."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from segue.cli.home import listener_named, opened
from segue.cli.output import Failure, note, print_json, print_table

LIBRARY = Annotated[str, typer.Option(help="owned, new or both: what is in a library here, or is not.")]


def mix(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The mix: discover_weekly, daily_mix_1, genre:jazz, …")],
    listener: Annotated[str, typer.Argument(help="The listener's name.")],
    lang: Annotated[str, typer.Option("--lang", help="Language of title and reasons; else the listener's.")] = "",
    library: LIBRARY = "both",
    picture: Annotated[Path | None, typer.Option("--cover", help="Write its picture, an SVG, to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The mix NAME of LISTENER as it is out now; `segue mixes LISTENER` says which there are."""
    from segue.playlists.asked import NoMix

    _check(library)
    with opened(context) as app:
        who = listener_named(app, listener)
        app.follower.sweep()
        try:
            found = app.mixes.playlist(who, name, datetime.now(UTC), lang, library)
        except NoMix as none:
            raise Failure(str(none)) from none
        if picture is not None:
            picture.write_text(app.mixes.cover(found), "utf-8")
    if as_json:
        print_json(found)
        return
    note(f"{found.title}\n{found.about}")
    if found.tracks:
        rows = [[i + 1, t.title, t.artist, t.reason.text] for i, t in enumerate(found.tracks)]
        print_table(["", "title", "artist", "why"], rows)
        again = f"; the next issue comes {found.until:%A %d %B, %H:%M}" if found.until else ""
        note(f"{len(found.tracks)} tracks, {found.duration_ms // 60_000} minutes{again}")


def mixes(
    context: typer.Context,
    listener: Annotated[str, typer.Argument(help="The listener's name.")],
    lang: Annotated[str, typer.Option("--lang", help="Language of the titles; else the listener's.")] = "",
    library: LIBRARY = "both",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The mixes that are out for LISTENER now; what nobody asked for yet is made."""
    _check(library)
    with opened(context) as app:
        who = listener_named(app, listener)
        app.follower.sweep()
        found = app.mixes.all(who, datetime.now(UTC), lang, library)
        faults = app.mixes.faults
    if as_json:
        print_json([{"name": o.name, "title": o.title, "about": o.about, "length": len(o.tracks)} for o in found])
    elif found:
        print_table(["name", "title", "tracks", "about"], [[o.name, o.title, len(o.tracks), o.about] for o in found])
    else:
        note("There is no mix yet: `segue catalog import FILE` or `segue import spotify …` first.")
    for fault in faults:
        note(f"recipes/{fault}")


def _check(library: str) -> None:
    from segue.recommend.owned import LIBRARY as KNOWN

    if library not in KNOWN:
        raise Failure(f"there is no library {library!r}; there are {', '.join(KNOWN)}")
