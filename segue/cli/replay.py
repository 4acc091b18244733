"""`segue replay`: profiles and tables once more from the log."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from segue.cli.home import local_zone, opened
from segue.cli.output import Failure, print_json, progress

if TYPE_CHECKING:
    from segue.app import App
    from segue.domain.event import Offset


def replay(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help="An offset of the log, or a date like 2026-03-01.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make again from the log what followed from it: profiles and the lake. The result is what was there before,
    unless the code or the settings changed; --from 0 makes everything anew, whatever state the files are in.
    """
    from segue.flows.rebuild import rebuild

    with opened(context) as app:
        after = _offset(app, since)
        with progress(quiet=as_json) as bar:
            profiles, events = rebuild(app.log, app.follower, app.keeper, after, bar)
    if as_json:
        print_json({"after": after, "profiles": profiles, "events": events})
    else:
        print(f"From offset {after:,} on: {profiles:,} profiles and {events:,} events of the lake made again.")


def _offset(app: "App", since: str) -> "Offset":
    from segue.domain.event import Offset
    from segue.flows.rebuild import offset_before

    if since.isascii() and since.isdigit() and len(since) < 19:
        if int(since) > app.log.end():
            raise Failure(f"the log ends at {app.log.end()}")
        return Offset(int(since))
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise Failure(f"--from {since}: neither an offset nor a date like 2026-03-01") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(local_zone()))
    return offset_before(app.log, moment.astimezone(UTC))
