"""Look: an operator's query over the lake, the catalogue and the names of who listens here."""

import re
from typing import TYPE_CHECKING

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.ports import Lake

if TYPE_CHECKING:
    import pyarrow as pa


def look(lake: Lake, accounts: Accounts, catalog: Catalog, sql: str, zone: str = "UTC") -> "pa.Table":
    """The result of one `select`; times without a zone in it are of `zone`.

    Raises:
        BadQuery: it is not SQL, reads what is not there, or does anything but read.
    """
    from segue.lake.beside import listener_rows, track_rows

    beside = {}
    if re.search(r"\btracks\b", sql, re.IGNORECASE):
        pointed = {old: (new, catalog.get(new)) for old, new in catalog.signposts().items()}
        beside["tracks"] = track_rows(catalog, {old: (new, t) for old, (new, t) in pointed.items() if t is not None})
    if re.search(r"\blisteners\b", sql, re.IGNORECASE):
        beside["listeners"] = listener_rows(accounts.all())
    return lake.query(sql, beside=beside, zone=zone)


def columns() -> dict[str, list[tuple[str, str, str]]]:
    """Table -> (name, type, what it is) of each column."""
    from segue.lake.beside import LISTENERS, TRACKS
    from segue.lake.tables import tables
    from segue.lake.words import COLUMNS

    schemas = {**{name: table.schema for name, table in tables().items()}, "tracks": TRACKS, "listeners": LISTENERS}
    return {
        name: [(field.name, _type(field.type), COLUMNS[name][field.name]) for field in schema]
        for name, schema in schemas.items()
    }


def _type(kind: "pa.DataType") -> str:
    import pyarrow as pa

    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "(" + ", ".join(field.name for field in kind) + ")"
    if pa.types.is_timestamp(kind):
        return "time"
    names = {"string": "text", "int64": "number", "int32": "number", "double": "number", "bool": "yes or no"}
    return {**names, "date32[day]": "date"}.get(str(kind), str(kind))
