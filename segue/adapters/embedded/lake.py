"""Lake on Delta tables in a folder, queried by DuckDB.

One process at a time writes: a lock on a file, which ends with the process that holds it, makes the check of the
offset and the commit one step. Readers need no lock: Delta's commits are atomic.
"""

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segue.adapters.embedded import lake_query
from segue.adapters.embedded.lake_lock import locked
from segue.adapters.embedded.lake_table import Table, told
from segue.domain.event import ListenerId, Offset
from segue.ports import LakeTable, Maintained, Unavailable

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from deltalake import DeltaTable

_SMALL_FILES = 48  # in a table before they are put together
_CORRECTIONS, _LEAST = 0.25, 50_000  # share of a table, and rows, before they are worked in
_LOOK_EVERY = 16  # commits between two looks
_TRIES, _PAUSE_S = 6, 0.02
_UTC = "UTC"
_IDLE = 4  # databases kept for the next query


class DeltaLake:
    """See `segue.ports.Lake`."""

    def __init__(self, root: Path, describe: Callable[[], Mapping[str, LakeTable]]) -> None:
        """describe: asked at first use, because what knows the tables takes its time to import."""
        self._root = root
        self._describe = describe
        self._snapshots: dict[str, tuple[DeltaTable, int, Sequence[str] | pa.Table]] = {}
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._looking = threading.Lock()

    def offset(self, table: str) -> Offset:
        found = self._table(table)
        opened = found.open()
        return found.offset(opened) if opened is not None else Offset(0)

    def append(self, table: str, rows: "pa.Table", after: Offset, upto: Offset, *, replace: bool = False) -> bool:
        found = self._table(table)
        with self._writing():
            if replace and not after:
                self._begin_anew(found)
                opened = found.create()
            else:
                opened = found.open() or found.create()
                stands = found.offset(opened)
                if (replace and after > stands) or (not replace and after != stands):
                    return False
                if replace:
                    found.cut(opened, after)
            found.append(opened, rows, upto)
            self._tidy(found, opened)
        return True

    def query(
        self,
        sql: str,
        parameters: Sequence[Any] | Mapping[str, Any] = (),
        beside: "Mapping[str, pa.Table] | None" = None,
        zone: str = _UTC,
    ) -> "pa.Table":
        for attempt in range(_TRIES):
            try:
                return self._ask(sql, parameters, beside or {}, zone)
            except lake_query.FilesGone:
                with self._looking:
                    self._snapshots.clear()
                time.sleep(_PAUSE_S * 2**attempt)
        raise Unavailable("the lake is being rewritten; ask again")

    def erase(self, listener: ListenerId) -> int:
        gone = 0
        with self._writing():
            for name in self._describe():
                found = self._table(name)
                if (opened := found.open()) is not None:
                    gone += found.erase(opened, listener)
        return gone

    def maintain(self, progress: Callable[[str, float], None] = lambda what, share: None) -> list[Maintained]:
        done = []
        tables = list(self._describe())
        for number, name in enumerate(tables):
            progress(name, number / len(tables))
            found = self._table(name)
            with self._writing():  # table by table: a server that writes meanwhile waits for one of them
                if (opened := found.open()) is not None:
                    before = found.measure(opened)
                    self._settle(found, opened) if found.what.key else found.cluster(opened)
                    found.purge(opened)
                    done.append(Maintained(name, *before, *found.measure(opened)))
        progress("done", 1.0)
        return done

    def _table(self, name: str) -> Table:
        return Table(self._root, self._describe()[name])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with told(), locked(self._root / ".lock"):
            yield

    def _begin_anew(self, found: Table) -> None:
        """Whatever is wrong with the files: they go."""
        with self._looking:
            self._snapshots.pop(found.what.name, None)
        shutil.rmtree(found.folder, ignore_errors=True)

    def _tidy(self, found: Table, opened: "DeltaTable") -> None:
        """What many commits leave behind: small files, and corrections beside the table."""
        if opened.version() % _LOOK_EVERY == 0 and found.what.key:
            beside = found.corrections(opened)
            if beside.rows > max(_LEAST, _CORRECTIONS * beside.of):
                self._settle(found, opened)
                found.vacuum(opened)
                return
        if found.small_files(opened) > _SMALL_FILES:
            found.compact(opened)
            found.vacuum(opened)

    def _settle(self, found: Table, opened: "DeltaTable") -> None:
        name, order = found.what.name, ", ".join(f'"{column}"' for column in found.what.sort)
        with lake_query.connect(self._root) as db:
            lake_query.show(db, self._describe(), {name: found.rows(opened)}, {})
            sql = f"select *, 0::bigint as version, false as gone from {name} order by {order}"  # noqa: S608
            found.settle(opened, db.sql(sql).to_arrow_reader(16_384))

    def _ask(self, sql: str, parameters: Any, beside: "Mapping[str, pa.Table]", zone: str) -> "pa.Table":
        tables = self._describe()
        with self._looking:
            stored = {name: self._snapshot(name) for name in lake_query.named(sql, tables)}
            db = self._idle.pop() if self._idle and zone == _UTC else None
        db = db or lake_query.connect(self._root, zone)
        try:
            lake_query.show(db, tables, stored, beside)
            found = lake_query.run(db, sql, parameters)
            for name in beside:
                db.unregister(name)
        except BaseException:
            db.close()  # whatever state it is in
            raise
        with self._looking:
            if zone == _UTC and len(self._idle) < _IDLE:
                self._idle.append(db)
            else:
                db.close()
        return found

    def _snapshot(self, name: str) -> Any:
        found = self._table(name)
        held = self._snapshots.get(name)
        if held is not None and held[0].version() >= 0:
            table, version, rows = held
            try:
                table.update_incremental()
            except Exception:  # its log was cut, or it was begun anew: open it as if for the first time
                held = None
            else:
                if table.version() == version:
                    return rows
        opened = held[0] if held is not None else found.open()
        if opened is None:
            return found.schema().empty_table()
        rows = found.rows(opened)
        self._snapshots[name] = (opened, opened.version(), rows)
        return rows
