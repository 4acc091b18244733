"""What of a derived table is not as it should be: rows to append."""

from collections.abc import Iterable

import pyarrow as pa

from segue.lake.islands import Windows
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
        with held as (select {columns} from {table.name} where listener in ({among})),
        mine as (select {columns} from fresh__),
        other as (
          select m.* from mine m left join held h on h.listener = m.listener and h."{key}" = m."{key}"
          where h."{key}" is null or m is distinct from h),
        lost as (
          select h.* from held h where exists (
            select 1 from islands__ i where i.listener = h.listener
            and epoch_ms(h.start) between i.first and i.last)
          and not exists (select 1 from mine m where m.listener = h.listener and m."{key}" = h."{key}"))
        select *, false as gone from other union all select *, true as gone from lost
    """  # noqa: S608 - names of our own, ids quoted
    return lake.query(sql, beside={"fresh__": fresh, "islands__": islands.table()})


def quoted(ids: Iterable[str]) -> str:
    """As a list in SQL: what is written out, not bound, leaves whole files unread."""
    return ", ".join("'" + one.replace("'", "''") + "'" for one in ids)
