"""SQL over the lake: DuckDB in memory, with the tables as views over their files, and no way to any other file.

DuckDB's own extension for Delta is fetched from the net when first used, and pyarrow's data sets cannot filter the
text of files that Delta has rewritten (arrow type string_view). So Delta says which files a table has, and DuckDB
reads those.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segue.ports import BadQuery, LakeTable

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_WORDS = ("at", "end")  # columns that are words of SQL, too
_RAW = "{name}__rows"  # the view beneath a keyed table


class FilesGone(Exception):  # noqa: N818 - not an error: somebody else has rewritten the table meanwhile
    """A file of the snapshot was removed while it was read."""


def named(sql: str, names: Iterable[str]) -> list[str]:
    """The tables that a query may mean: only those are opened."""
    return [name for name in names if re.search(rf"\b{name}\b", sql, re.IGNORECASE)]


def counting(table: LakeTable) -> str:
    """The rows of a keyed table that count, from all of its rows in `NAME__rows`.

    Most rows have been worked in; filters on any column reach them. Only the few corrections are put in order.
    """
    raw, key = _RAW.format(name=table.name), table.key
    columns = ", ".join(f'r."{name}"' for name in table.schema.names)
    return f"""
        select {columns} from {raw} r where r.version = 0 and not exists (
          select 1 from {raw} n where n.version > 0 and n.listener = r.listener and n."{key}" = r."{key}")
        union all
        select {columns} from (
          select * from {raw} c where c.version > 0
          qualify row_number() over (partition by c.listener, c."{key}" order by c.version desc) = 1) r where not r.gone
    """  # noqa: S608 - names of our own


def connect(root: Path, zone: str = "UTC") -> "duckdb.DuckDBPyConnection":
    """An empty database in memory that reads no file but those below `root`, and whose settings stay as they are.

    Raises:
        BadQuery: DuckDB does not know the time zone.
    """
    import duckdb

    db = duckdb.connect(":memory:", config={"python_enable_replacements": "false"})
    try:
        db.execute("set enable_progress_bar = false")  # what waits for the answer has its own
        db.execute(f"set timezone = '{zone}'")
        db.execute(f"set allowed_directories = [{_quoted(str(root))}]")
    except duckdb.Error as error:
        db.close()
        raise BadQuery(f"{zone} is not a time zone here") from error
    db.execute("set enable_external_access = false; set lock_configuration = true")
    return db


def show(
    db: "duckdb.DuckDBPyConnection",
    tables: Mapping[str, LakeTable],
    stored: Mapping[str, "Sequence[str] | pa.Table"],
    beside: Mapping[str, "pa.Table"],
) -> None:
    """Let a database see these tables: `stored` in files, or empty. Raises `FilesGone`."""
    import duckdb

    try:
        for name, rows in stored.items():
            raw = _RAW.format(name=name) if tables[name].key else name
            if isinstance(rows, Sequence):
                files = ", ".join(map(_quoted, rows))
                db.execute(f"create or replace temp view {raw} as select * from read_parquet([{files}])")  # noqa: S608
            else:
                db.execute(f"drop view if exists {raw}")
                db.register(raw, rows)
            if tables[name].key:
                db.execute(f"create or replace temp view {name} as {counting(tables[name])}")
    except duckdb.IOException as error:
        raise FilesGone from error
    for name, held in beside.items():
        db.register(name, held)


def run(db: "duckdb.DuckDBPyConnection", sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> "pa.Table":
    """The result of one query that only reads.

    Raises:
        BadQuery: it is not SQL, reads what is not there, or does anything but read.
        FilesGone: try again with new snapshots.
    """
    import duckdb

    try:
        statements = db.extract_statements(sql)
        if len(statements) != 1:
            raise BadQuery("one query at a time" if statements else "there is no query")
        if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
            raise BadQuery("only queries that read: select, with, describe, summarize, explain")
        bound: Any = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
        return db.sql(sql, params=bound).to_arrow_table() if bound else db.sql(sql).to_arrow_table()
    except duckdb.Error as error:
        if isinstance(error, duckdb.IOException) and ".parquet" in str(error):
            raise FilesGone from error
        raise BadQuery(_plain(error, sql)) from None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _plain(error: Exception, sql: str) -> str:
    said = "\n".join(line for line in str(error).splitlines() if line.strip())
    words = [word for word in _WORDS if re.search(rf"(?<!\")\b{word}\b(?!\")", sql, re.IGNORECASE)]
    quoted = " and ".join(f'"{word}"' for word in words)
    if words and "syntax error" in said:
        said += f"\n(as the name of a column, write {quoted} in double quotes)"
    return said
