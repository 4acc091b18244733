"""`segue quarantine`: messages that could not be read."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli.home import opened
from segue.cli.output import Failure, note, print_json, print_table

if TYPE_CHECKING:
    from segue.ingest.quarantine import Quarantined

cli = typer.Typer(help="Messages that could not be read, kept until a fix lets them in.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Number = Annotated[int, typer.Argument(help="The number `list` shows.")]


@cli.command("list")
def list_(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those that were replayed.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 1000,
    as_json: Json = False,
) -> None:
    """What waits, why, and where it came from."""
    with opened(context) as app:
        held = app.quarantine.list(replayed=every, limit=limit)
    if as_json:
        print_json([_plain(one) for one in held])
    elif held:
        rows = [[q.id, q.received[:19], q.dialect, q.source, q.field, q.reason] for q in held]
        print_table(["number", "received", "dialect", "source", "field", "reason"], rows)
    else:
        note("The quarantine is empty.")


@cli.command("show")
def show(context: typer.Context, number: Number, as_json: Json = False) -> None:
    """One message: the reason and the raw bytes."""
    with opened(context) as app:
        held = app.quarantine.show(number)
    if held is None:
        raise Failure(f"there is no message {number} in the quarantine")
    if as_json:
        print_json(_plain(held))
    else:
        print(f"{held.source}\n{held.field or 'message'}: {held.reason}\n")
        print(held.raw.decode("utf-8", "backslashreplace"))


@cli.command("replay")
def replay(
    context: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(help="Which ones; all when none is named.")] = None,
    as_json: Json = False,
) -> None:
    """Read the messages again, after a fix; those that pass go into the log as if they came now."""
    from segue.flows.replay import replay as again

    with opened(context) as app:
        waiting = app.quarantine.list(limit=1_000_000)
        chosen = [q for q in reversed(waiting) if not numbers or q.id in numbers]
        missing = set(numbers or ()) - {q.id for q in chosen}
        if missing:
            raise Failure(f"not waiting in the quarantine: {', '.join(map(str, sorted(missing)))}")
        done, still = again(app.recorder, app.quarantine, app.accounts, chosen, datetime.now(UTC))
    if as_json:
        print_json({"replayed": done, "still_refused": [{"number": n, "reason": why} for n, why in still]})
    else:
        for n, why in still:
            note(f"{n}: still refused: {why}")
        print(f"{len(done):,} replayed, {len(still):,} still refused")


def _plain(q: "Quarantined") -> dict[str, object]:
    import base64

    return {
        "number": q.id,
        "listener": q.listener,
        "dialect": q.dialect,
        "received": q.received,
        "source": q.source,
        "field": q.field,
        "reason": q.reason,
        "raw": q.raw.decode("utf-8", "backslashreplace"),
        "raw_base64": base64.b64encode(q.raw).decode(),
        "replayed": q.replayed,
    }
