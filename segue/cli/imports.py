"""`segue import`, `segue ingest`, `segue events`: history in, and what is recorded out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from segue.cli.home import listener_named, local_zone, opened
from segue.cli.output import Failure, note, print_json, print_json_list, print_table, progress

if TYPE_CHECKING:
    from segue.app import App
    from segue.domain.listener import Listener
    from segue.flows.bulk import Summary

cli = typer.Typer(help="Histories from elsewhere.", no_args_is_help=True)
Source = Annotated[Path, typer.Argument(help="A file, a ZIP or a folder, told by its content.", exists=True)]
Who = Annotated[str, typer.Option("--listener", help="Whose history it is.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@cli.command("spotify")
def spotify(context: typer.Context, source: Source, listener: Who, as_json: Json = False) -> None:
    """A Spotify *extended streaming history* download, skips and all. The listener is made when new.

    The same download again, or a later one that overlaps, adds only what is new.
    """
    with opened(context) as app:
        if app.accounts.named(listener) is None:
            try:
                app.accounts.add(listener, local_zone(), datetime.now(UTC))
            except ValueError as error:
                raise Failure(str(error)) from error
            note(f"Listener {listener!r} is new here; `segue listener token {listener}` makes a token.")
        found = _read(app, "spotify", source, listener, as_json)
    _report(found, as_json)
    if not as_json:
        print(f"Next: segue recommend {listener} --explain")


def ingest(
    context: typer.Context,
    file: Source,
    dialect: Annotated[str, typer.Option("--dialect", help="How the messages are told: native, spotify, …")],
    listener: Who,
    as_json: Json = False,
) -> None:
    """Read a file of raw messages (JSON array or JSON lines) in some dialect into the log."""
    with opened(context) as app:
        listener_named(app, listener)
        found = _read(app, dialect, file, listener, as_json)
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
            [r["offset"], f"{r['event'].at.astimezone(zone):%Y-%m-%d %H:%M:%S}", r["event"].kind.value, r["title"],
             r["event"].position_ms, r["event"].device, r["event"].event_id]
            for r in rows
        ]  # fmt: skip
    print_table(["offset", "at", "kind", "track", "ms", "device", "event id"], shown)


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


def _read(app: "App", dialect: str, source: Path, name: str, quiet: bool) -> "Summary":
    from segue.flows.bulk import bulk
    from segue.ingest.archive import members, messages
    from segue.ingest.dialects import all_dialects

    if dialect not in all_dialects():
        raise Failure(f"there is no dialect {dialect!r}; there are {', '.join(all_dialects())}")
    listener = listener_named(app, name)
    total = sum(m.size for m in members(source)) or 1
    start = datetime.now(UTC)
    with progress(quiet) as bar:

        def heard(consumed: int, read: int) -> None:
            pace = read / max((datetime.now(UTC) - start).total_seconds(), 0.1)
            bar(f"{read:,} events, {pace:,.0f}/s", min(1.0, consumed / total))

        found = bulk(app.recorder, listener, dialect, all_dialects()[dialect], messages(source), start, heard)
    app.follower.sweep()
    return found


def _report(found: "Summary", as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "read": found.read,
                "accepted": found.accepted,
                "refused": found.refused,
                "reasons": dict(found.reasons),
                "refusals": [{"where": where, "reason": why} for where, why in found.refusals],
                "kinds": dict(found.kinds),
                "skip_share": round(found.skip_share, 4),
                "first": found.first,
                "last": found.last,
            }
        )
    else:
        for where, why in found.refusals[:10]:
            note(f"{where}: {why}")
        if found.refused > 10:
            note(f"… {found.refused:,} refused in all; `segue quarantine list` shows them")
        span = f", {found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}" if found.first and found.last else ""
        print(f"{found.accepted:,} of {found.read:,} messages read{span}, {found.refused:,} refused")
        print(f"{found.kinds['complete']:,} finished, {found.kinds['skip']:,} skipped ({found.skip_share:.0%})")
    if not found.accepted:
        raise Failure("nothing could be read" if found.read else "there is no listening history in it")
