"""`segue sql`: a look at what is kept, for the operator of this server."""

import csv
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from segue.cli.home import local_zone, opened
from segue.cli.output import Failure, note, print_json, print_json_list, print_table

if TYPE_CHECKING:
    import pyarrow as pa

_SHOWN = 1_000  # rows of a table for people


def sql(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="One select; without it the tables are told.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    zone: Annotated[str | None, typer.Option("--zone", help="Time zone of times; else this machine's.")] = None,
) -> None:
    """Ask the lake: events, listens, sessions, slates, tracks, listeners. It only reads.

    Whoever can read the home folder can read what everybody here has listened to: ask for a reason you can name.
    """
    if as_json and as_csv:
        raise Failure("--json or --csv, not both")
    if not query.strip():
        _tell_tables(as_json)
        return
    known = _zone(zone or local_zone())
    from segue.flows.look import look
    from segue.ports import BadQuery, Unavailable

    with opened(context) as app:
        try:
            app.keeper.sweep()
        except Unavailable as error:
            note(f"What came last is not in the tables: {error}")
        try:
            found = look(app.lake, app.accounts, app.catalog, query, known.key)
        except BadQuery as error:
            raise Failure(str(error)) from None
    if as_json:
        print_json_list(_rows(found, known))
    elif as_csv:
        _print_csv(found, known)
    else:
        rows = [[_text(value) for value in row.values()] for row in _rows(found.slice(0, _SHOWN), known)]
        print_table(found.column_names, rows)
        if len(found) > _SHOWN:
            note(f"… {len(found) - _SHOWN:,} more rows; --json and --csv print all of them")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise Failure(f"{name!r} is not a time zone like Europe/Berlin") from None


def _tell_tables(as_json: bool) -> None:
    from segue.flows.look import columns
    from segue.lake.words import TABLES

    found = columns()
    if as_json:
        print_json(
            {
                table: {
                    "what": TABLES[table],
                    "columns": [{"name": name, "type": kind, "what": what} for name, kind, what in rows],
                }
                for table, rows in found.items()
            }
        )
        return
    for table, rows in found.items():
        print_table([table, "", TABLES[table]], rows)
        print()


def _rows(found: "pa.Table", zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    names = _unlike(found.column_names)
    for batch in found.rename_columns(names).to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            yield {name: _value(value, zone) for name, value in row.items()}


def _unlike(names: list[str]) -> list[str]:
    """Two columns of one name would be one in JSON."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return out


def _value(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone) if value.tzinfo else value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_value(one, zone) for one in value]
    if isinstance(value, dict):
        return {name: _value(one, zone) for name, one in value.items()}
    return value


def _text(value: Any) -> Any:
    """For a cell: times to the second, lists and records as JSON."""
    import msgspec

    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict | bytes) else value


def _print_csv(found: "pa.Table", zone: ZoneInfo) -> None:
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow(found.column_names)
    for row in _rows(found, zone):
        written.writerow([_text(value) for value in row.values()])
