"""What of a derived table is not as it should be: rows to append."""

from collections.abc import Iterable

import pyarrow as pa

from segue.lake.islands import BEGINNING, END, Windows
from segue.ports import Lake, LakeTable


def changes(lake: Lake, table: LakeTable, fresh: pa.Table, islands: Windows) -> pa.Table:
    """Rows of `fresh` that the table lacks or has otherwise, and those it has in the islands that are not in `fresh`.

    islands: where everything was derived anew
    """
    who = sorted(set(islands.listener.tolist()))
    if not who:
        return fresh.slice(0, 0).append_column("gone", pa.array([], pa.bool_()))
    among = quoted(who)
    key, columns = table.key, ", ".join(f'"{name}"' for name in table.schema.names)
    sql = f"""
        with held as materialized (
          select {columns} from {table.name} where listener in ({among}) {between("start", islands)} and exists (
            select 1 from islands__ i where i.listener = {table.name}.listener
            and epoch_ms({table.name}.start) between i.first and i.last)),
        mine as (select {columns} from fresh__),
        other as (
          select m.*, if(h."{key}" is null, null, false) as gone
          from mine m left join held h on h.listener = m.listener and h."{key}" = m."{key}"
          where h."{key}" is null or m is distinct from h),
        lost as (
          select h.* from held h
          where not exists (select 1 from mine m where m.listener = h.listener and m."{key}" = h."{key}"))
        select * from other union all select *, true as gone from lost
    """  # noqa: S608 - names of our own, ids quoted
    return lake.query(sql, beside={"fresh__": fresh, "islands__": islands.table()})


def quoted(ids: Iterable[str]) -> str:
    """As a list in SQL: what is written out, not bound, leaves whole files unread."""
    return ", ".join("'" + one.replace("'", "''") + "'" for one in ids)


def between(column: str, windows: Windows) -> str:
    """Part of a condition: within the earliest and the latest of them. Files and row groups beyond are not read."""
    first, last = windows.first.min(initial=END), windows.last.max(initial=BEGINNING)
    low = f'and "{column}" >= make_timestamptz({first * 1000})' if first > BEGINNING else ""
    return low + (f' and "{column}" <= make_timestamptz({last * 1000})' if last < END else "")
