"""`segue import`, `segue ingest`, `segue events`: history in, and what is recorded out."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from typer.core import TyperGroup

from segue.cli.home import listener_named, local_zone, opened
from segue.cli.output import Failure, note, print_json, print_json_list, print_table, progress

if TYPE_CHECKING:
    from segue.app import App
    from segue.domain.listener import Listener
    from segue.flows.summary import Summary


class _ByContent(TyperGroup):
    """`segue import FILE` is `segue import auto FILE`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and Path(args[0]).exists():
            args = ["auto", *args]
        return super().resolve_command(ctx, args)


cli = typer.Typer(help="Histories from elsewhere, told by their content.", no_args_is_help=True, cls=_ByContent)
Source = Annotated[Path, typer.Argument(help="A file, a ZIP or a folder, told by its content.", exists=True)]
Sources = Annotated[list[Path], typer.Argument(help="Files, ZIPs or folders, told by their content.", exists=True)]
Who = Annotated[str, typer.Option("--listener", help="Whose history it is; made when new.")]
Users = Annotated[list[str] | None, typer.Option("--user", help="Whose rows, where a database holds several people's.")]
Zone = Annotated[str | None, typer.Option("--zone", help="Time zone of times without an offset; else the listener's.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Read everything, write nothing, say the same.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_VERBS = {
    "auto": "Whatever the files are found to be; `segue import FILE` is short for it.",
    "spotify": "A Spotify *extended streaming history*, skips and all.",
    "listenbrainz": "A ListenBrainz export: listens, loves and hates, pins.",
    "lastfm": "Last.fm scrobbles, as CSV or JSON of the common tools.",
    "maloja": "A Maloja export.",
    "navidrome": "A Navidrome database: scrobbles, play counts, stars and ratings. It is only read.",
    "jellyfin": "Jellyfin's Playback Reporting (database or backup), or its own database.",
}


def _verb(name: str) -> Callable[..., None]:
    def read(
        context: typer.Context,
        files: Sources,
        listener: Who,
        user: Users = None,
        zone: Zone = None,
        dry_run: Dry = False,
        as_json: Json = False,
    ) -> None:
        _import(context, None if name == "auto" else name, files, listener, user or [], zone, dry_run, as_json)

    read.__doc__ = f"{_VERBS[name]}\n\nThe same files again, or later ones that overlap, add only what is new."
    return read


for _name in _VERBS:
    cli.command(_name)(_verb(_name))


def ingest(
    context: typer.Context,
    file: Source,
    dialect: Annotated[str, typer.Option("--dialect", help="How the messages are told: native, spotify, …")],
    listener: Who,
    as_json: Json = False,
) -> None:
    """Read a file of raw messages (JSON array or JSON lines) in some dialect into the log."""
    with opened(context) as app:
        found = _ingested(app, dialect, file, listener_named(app, listener), as_json)
    _report(found, as_json)


def events(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The listener's name.")],
    as_json: Json = False,
) -> None:
    """What is recorded of NAME, in log order."""
    with opened(context) as app:
        listener = listener_named(app, name)
        rows = _recorded(app, listener)
        if as_json:
            print_json_list(rows)
            return
        zone = listener.zone
        shown = [
            [r["offset"], f"{r['event'].at.astimezone(zone):%Y-%m-%d %H:%M:%S}", r["event"].kind.value, _about(r),
             r["event"].position_ms, r["event"].device, r["event"].event_id]
            for r in rows
        ]  # fmt: skip
    print_table(["offset", "at", "kind", "track", "ms", "device", "event id"], shown)


def _about(row: dict[str, Any]) -> object:
    """The track, else the artist or the search that it is of."""
    extra = row["event"].extra
    return row["title"] or extra.get("artist") or extra.get("query")


def _recorded(app: "App", listener: "Listener") -> Iterator[dict[str, Any]]:
    from segue.domain.event import Offset

    after = Offset(0)
    while batches := app.log.read(after, 64, listener.id):
        for batch in batches:
            after = batch.offset
            for event in batch.events:
                track = app.catalog.get(event.track_id) if event.track_id else None
                title = f"{track.artist} – {track.title}" if track else None
                yield {"offset": batch.offset, "title": title, "event": event}


def _import(
    context: typer.Context,
    wanted: str | None,
    files: list[Path],
    name: str,
    users: list[str],
    zone: str | None,
    dry: bool,
    quiet: bool,
) -> None:
    from segue.domain.event import ListenerId
    from segue.domain.listener import Listener
    from segue.flows.importing import DryRun, read_history
    from segue.ingest.export import Unclear

    with opened(context) as app:
        listener = app.accounts.named(name)
        if listener is None and not dry:
            listener = _added(app, name)
        sink = DryRun(app.log, listener.log_id if listener else None) if dry else app.recorder
        who = listener or Listener(ListenerId(""), name, ZoneInfo(local_zone()))
        start = datetime.now(UTC)
        try:
            with progress(quiet) as bar:
                heard = _heard(bar, files, start)
                found = read_history(app.log, sink, who, wanted, files, users, _zone(zone) or who.zone, start, heard)
                if not dry:
                    bar(f"{found.read:,} messages read, making the profile", 1.0)
                    app.follower.sweep()
        except Unclear as question:
            raise Failure(str(question)) from question
    _report(found, quiet, dry)
    if not quiet:
        print("Nothing was written." if dry else f"Next: segue recommend {name} --explain")


def _added(app: "App", name: str) -> "Listener":
    try:
        app.accounts.add(name, local_zone(), datetime.now(UTC))
    except ValueError as error:
        raise Failure(str(error)) from error
    note(f"Listener {name!r} is new here; `segue listener token {name}` makes a token.")
    return listener_named(app, name)


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError) as error:
        raise Failure(f"there is no time zone {name!r}; write it like Europe/Berlin") from error


def _ingested(app: "App", dialect: str, source: Path, listener: "Listener", quiet: bool) -> "Summary":
    from segue.flows.bulk import bulk
    from segue.ingest.archive import messages
    from segue.ingest.dialects import all_dialects
    from segue.ingest.envelope import apart

    if dialect not in all_dialects():
        raise Failure(f"there is no dialect {dialect!r}; there are {', '.join(all_dialects())}")
    start = datetime.now(UTC)
    with progress(quiet) as bar:
        heard = _heard(bar, [source], start)
        found = bulk(app.recorder, listener, dialect, apart(all_dialects()[dialect], messages(source)), start, heard)
        app.follower.sweep()
    return found


def _heard(bar: Callable[[str, float], None], files: list[Path], start: datetime) -> Callable[[int, int], None]:
    from segue.ingest.archive import members

    total = sum(member.size for file in files for member in members(file)) or 1

    def heard(consumed: int, read: int) -> None:
        pace = read / max((datetime.now(UTC) - start).total_seconds(), 0.1)
        bar(f"{read:,} events, {pace:,.0f}/s", min(1.0, consumed / total))

    return heard


def _report(found: "Summary", as_json: bool, dry: bool = False) -> None:
    from segue.cli import summary

    if as_json:
        print_json({**summary.as_json(found), "dry_run": dry})
    else:
        summary.say(found, dry=dry)
    if not found.accepted:
        why = f": {found.passed[0][0]}: {found.passed[0][1]}" if found.passed and not found.read else ""
        raise Failure(("nothing could be read" if found.read else "there is no listening history in it") + why)
