"""`segue ban`, `unban`, `bans`: what a listener never wants to hear, how much of it, and until when."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli.home import listener_named, opened
from segue.cli.output import Failure, note, print_json, print_table

if TYPE_CHECKING:
    from segue.domain.ban import Scope
    from segue.domain.listener import Listener

Name = Annotated[str, typer.Argument(help="The listener's name.")]
Kind = Annotated[str, typer.Argument(metavar="SCOPE", help="track (in every version), version, album, artist, genre.")]
What = Annotated[str, typer.Argument(metavar="WHAT", help="Its name.")]
By = Annotated[str, typer.Option("--by", metavar="ARTIST", help="Whose, where several are called so.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_LENGTH = re.compile(r"(\d{1,5})\s*([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}


def ban(
    context: typer.Context,
    name: Name,
    scope: Kind,
    what: What,
    by: By = "",
    until: Annotated[
        str,
        typer.Option("--until", metavar="WHEN", help="2026-12-31, a time with an offset, or 12h, 30d, 2w from now."),
    ] = "",
) -> None:
    """Never propose WHAT to NAME again, or not until WHEN."""
    from segue.flows.banning import Unclear, banning, track_of

    kind = _scope(scope)
    with opened(context) as app:
        listener = listener_named(app, name)
        now = datetime.now(UTC)
        end = _end(until, listener, now) if until else None
        try:
            track = track_of(app.catalog, kind, what, by)
        except Unclear as unclear:
            raise Failure(str(unclear)) from unclear
        app.recorder.submit(listener, [banning(track, kind, now, end, what)]).result()
    note(f"Banned{f' until {end:%Y-%m-%d %H:%M}' if end else ''}. `segue bans {name}` lists them.")


def unban(context: typer.Context, name: Name, scope: Kind, what: What, by: By = "") -> None:
    """Take a ban of WHAT back."""
    from segue.domain.ban import Scope
    from segue.flows.banning import allowing, in_force

    kind = _scope(scope)
    with opened(context) as app:
        listener = listener_named(app, name)
        now = datetime.now(UTC).astimezone(listener.zone)
        with app.follower.use(listener.id) as profile:
            bans = in_force(profile.states["ratings"], app.catalog, now)
        same = [
            one for one in bans if one.scope == kind and _alike(one.name, what) and _alike(one.artist, by or one.artist)
        ]
        if not same:
            raise Failure(f"no {kind} {what!r} is banned; `segue bans {name}` lists what is")
        events = []
        for one in same:
            track = app.catalog.get(app.catalog.canonical(one.track))
            if track is not None:
                events.append(allowing(track, kind, now, one.name if kind is Scope.GENRE else ""))
        app.recorder.submit(listener, events).result()
    note("Allowed again.")


def bans(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """What is banned for NAME, the latest first."""
    from segue.flows.banning import in_force

    with opened(context) as app:
        listener = listener_named(app, name)
        now = datetime.now(UTC).astimezone(listener.zone)
        with app.follower.use(listener.id) as profile:
            found = in_force(profile.states["ratings"], app.catalog, now)
    if as_json:
        print_json(found)
    elif found:
        rows = [[b.scope, b.name, b.artist, f"{b.until:%Y-%m-%d %H:%M}" if b.until else "for ever"] for b in found]
        print_table(["scope", "name", "by", "until"], rows)
    else:
        note("Nothing is banned.")


def _scope(text: str) -> "Scope":
    from segue.domain.ban import SCOPES, Scope

    if text not in SCOPES:
        raise Failure(f"there is no scope {text!r}; there are {', '.join(SCOPES)}")
    return Scope(text)


def _alike(one: str, other: str) -> bool:
    from segue.catalog.names import title_key

    return title_key(one) == title_key(other)


def _end(text: str, listener: "Listener", now: datetime) -> datetime:
    """Raises Failure."""
    if found := _LENGTH.fullmatch(text.strip()):
        return (now + timedelta(hours=int(found[1]) * _HOURS[found[2]])).astimezone(listener.zone)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Failure(f"--until: want a day, a time, or a length as 12h, 30d or 2w, got {text[:60]!r}") from None
    at = at if at.tzinfo else at.replace(tzinfo=listener.zone)
    if at <= now:
        raise Failure(f"--until: {text.strip()[:60]} is over")
    return at.astimezone(listener.zone)
