"""`segue search`: the catalogue by name, in the order of one listener's taste."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from segue.cli.home import check_language, listener_named, opened
from segue.cli.output import note, print_json, print_table


def search(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The listener's name.")],
    query: Annotated[str, typer.Argument(help="Any part of a name; slips of the finger are forgiven.")],
    n: Annotated[int, typer.Option("-n", min=1, max=50, help="Most of each kind.")] = 10,
    no_profile: Annotated[bool, typer.Option("--no-profile", help="In the same order for everybody.")] = False,
    typing: Annotated[bool, typer.Option("--typing", help="As while QUERY is still typed: not recorded.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="Of what is offered instead of nothing; else NAME's.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tracks, artists, albums, playlists and episodes that QUERY means, as NAME would have them."""
    from segue.flows.search import Wanted
    from segue.recommend.message import DEFAULT

    if lang:
        check_language(lang)
    with opened(context) as app:
        listener = listener_named(app, name)
        app.follower.sweep()
        app.search.follow()
        told = lang or app.accounts.languages.of(listener.id) or DEFAULT
        wanted = Wanted(query, datetime.now(UTC), n, told, typing, not no_profile)
        found = app.search.find(listener, wanted)
    if as_json:
        print_json(found)
        return
    rows = [("artist", a.artist, f"{a.tracks:,} track{'s' if a.tracks != 1 else ''}", "") for a in found.artists]
    rows += [("album", a.album, a.artist, "") for a in found.albums]
    rows += [("track", t.title, t.artist, t.release or "") for t in found.tracks]
    rows += [("episode", t.title, t.artist, t.release or "") for t in found.episodes]
    rows += [("playlist", p.title, "", "") for p in found.playlists]
    if rows:
        print_table(["", "name", "by", "on"], rows)
        total = sum(found.total.values())
        if total > len(rows):
            note(f"{total:,} in all")
        return
    note(f"Nothing is called {query[:100]!r}.")
    if found.offered is not None:
        offered = found.offered
        for what, some in (("near", offered.names), ("moods", offered.moods)):
            if some:
                note(f"{what}: {', '.join(some)}")
        if offered.prompt:
            note(f"or: segue prompt {name} {offered.prompt!r}")
