"""EventLog on SQLite: WAL, `synchronous=FULL`, one row per batch, group commit.

One thread owns the writing connection. It takes every batch that waits, writes them in one transaction and
resolves their futures after the commit returned, so the cost of the fsync is shared by all who wait for it.
Other processes may append to the same file (an import beside a running server): each transaction first learns
the ids they added.
"""

import queue
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from segue.adapters.embedded.compact import compact
from segue.adapters.embedded.id_index import Hashes, IdIndex, hash_ids
from segue.domain.event import Event, ListenerId, Offset
from segue.ports import Appended, Batch, Unavailable

_SCHEMA = """
create table if not exists batch (
  offset integer primary key autoincrement,
  listener text not null,
  count integer not null,
  ids blob not null,
  body blob not null
);
create index if not exists batch_listener on batch (listener, offset);
"""
_NEXT = "select coalesce((select seq from sqlite_sequence where name = 'batch'), 0) + 1"
_GROUP = 64  # batches in one transaction
_LISTENERS = 20_000  # id indexes kept in memory
_decoder = msgspec.msgpack.Decoder(list[Event])
_encoder = msgspec.msgpack.Encoder()


class _Job(NamedTuple):
    listener: ListenerId
    events: Sequence[Event]
    hashes: Hashes
    done: "Future[Appended]"


class SqliteEventLog:
    """See `segue.ports.EventLog`."""

    def __init__(self, path: Path, max_waiting: int = 512) -> None:
        self._path = path
        self._jobs: queue.Queue[_Job | None] = queue.Queue(max_waiting)
        self._reading = threading.Lock()
        self._reader = _connect(path)
        self._indexes: OrderedDict[ListenerId, IdIndex] = OrderedDict()
        self._indexing = threading.RLock()
        self._known = 0  # offset up to which the indexes in memory are complete
        self._closed = False
        self._writer = threading.Thread(target=self._write_forever, name="event-log", daemon=True)
        self._writer.start()

    def submit(self, listener: ListenerId, events: Sequence[Event]) -> "Future[Appended]":
        done: Future[Appended] = Future()
        if self._closed:
            done.set_exception(Unavailable("the event log is closed"))
            return done
        try:
            self._jobs.put_nowait(_Job(listener, events, hash_ids([e.event_id for e in events]), done))
        except queue.Full:
            done.set_exception(Unavailable("too many batches are waiting for the disk"))
        return done

    def read(self, after: Offset, limit: int, listener: ListenerId | None = None) -> Sequence[Batch]:
        where, values = "offset > ?", [after, limit]
        if listener is not None:
            where, values = "listener = ? and offset > ?", [listener, after, limit]  # type: ignore[list-item]
        sql = f"select offset, listener, body from batch where {where} order by offset limit ?"  # noqa: S608
        with self._reading:
            rows = self._reader.execute(sql, values).fetchall()
        return [Batch(Offset(o), ListenerId(who), _decoder.decode(body)) for o, who, body in rows]

    def end(self) -> Offset:
        with self._reading:
            # the highest offset ever given, which erasing does not take back
            row = self._reader.execute("select seq from sqlite_sequence where name = 'batch'").fetchone()
        return Offset(row[0] if row else 0)

    def erase(self, listener: ListenerId) -> int:
        db = _connect(self._path)
        try:
            with self._indexing:
                db.execute("begin immediate")
                sql = "select coalesce(sum(count), 0) from batch where listener = ?"
                (count,) = db.execute(sql, (listener,)).fetchone()
                db.execute("delete from batch where listener = ?", (listener,))
                db.execute("commit")

                compact(db)
                self._indexes.pop(listener, None)
        finally:
            db.close()
        return int(count)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._writer.join()
            self._reader.close()

    def _write_forever(self) -> None:
        db = _connect(self._path)
        while (job := self._jobs.get()) is not None:
            group = [job]
            last = False
            while len(group) < _GROUP:
                try:
                    more = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    last = True
                    break
                group.append(more)
            # Whoever gave up meanwhile is left out; from here on nobody can: a future is only resolved once.
            self._write(db, [job for job in group if job.done.set_running_or_notify_cancel()])
            if last:
                break
        db.close()

    def _write(self, db: sqlite3.Connection, group: list[_Job]) -> None:
        with self._indexing:
            before = self._known
            try:
                db.execute("begin immediate")
                self._learn(db)
                appended = self._insert(db, group)
                db.execute("commit")
            except Exception as error:
                if db.in_transaction:
                    with suppress(sqlite3.Error):  # it must not end the thread
                        db.execute("rollback")
                self._indexes.clear()  # they may hold ids of the batch that was rolled back
                self._known = before
                if not isinstance(error, sqlite3.Error):
                    reason = f"the event log failed: {error}"
                else:
                    reason = f"the event log cannot write: {error}"
                for job in group:
                    job.done.set_exception(Unavailable(reason))
                return
        for job, one in zip(group, appended, strict=True):
            job.done.set_result(one)

    def _insert(self, db: sqlite3.Connection, group: list[_Job]) -> list[Appended]:
        """One statement for all: the thread lets go of the interpreter once, and must get it back only once."""
        (next_row,) = db.execute(_NEXT).fetchone()
        rows: list[int | str | bytes] = []
        appended = []
        for job in group:
            done, row = self._row(db, job, next_row)
            appended.append(done)
            if row is not None:
                rows += (next_row, *row)
                next_row += 1
        if rows:
            places = ",".join(["(?,?,?,?,?)"] * (len(rows) // 5))
            db.execute(f"insert into batch (offset, listener, count, ids, body) values {places}", rows)  # noqa: S608
            self._known = next_row - 1
        return appended

    def _row(
        self, db: sqlite3.Connection, job: _Job, offset: int
    ) -> tuple[Appended, tuple[str, int, bytes, bytes] | None]:
        """What becomes of a job, and the row that holds what is new in it."""
        index = self._index(db, job.listener)
        held = index.find(job.hashes)
        fresh: list[int] = []
        seen: set[int] = set()
        hashes = job.hashes.tolist()
        for i in np.flatnonzero(held == 0).tolist():
            if hashes[i] not in seen:
                seen.add(hashes[i])
                fresh.append(i)
        if not fresh:
            return Appended(Offset(int(held.max())), 0), None
        if len(fresh) == len(job.events):
            body, ids = _encoder.encode(job.events), job.hashes
        else:
            body, ids = _encoder.encode([job.events[i] for i in fresh]), job.hashes[fresh]
        index.add([hashes[i] for i in fresh], offset)
        return Appended(Offset(offset), len(fresh)), (job.listener, len(fresh), ids.tobytes(), body)

    def _index(self, db: sqlite3.Connection, listener: ListenerId) -> IdIndex:
        index = self._indexes.get(listener)
        if index is None:
            rows = db.execute("select offset, ids from batch where listener = ?", (listener,))
            index = self._indexes[listener] = IdIndex(rows)
            while len(self._indexes) > _LISTENERS:
                self._indexes.popitem(last=False)
        self._indexes.move_to_end(listener)
        return index

    def _learn(self, db: sqlite3.Connection) -> None:
        """Take in what other processes appended since the last transaction of this one."""
        if not self._indexes:
            (last,) = db.execute("select max(offset) from batch").fetchone()
            self._known = last or 0
            return
        sql = "select offset, listener, ids from batch where offset > ?"
        for offset, listener, ids in db.execute(sql, (self._known,)).fetchall():
            self._known = offset
            if listener in self._indexes:
                self._indexes[listener].add(np.frombuffer(ids, np.uint64).tolist(), offset)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.execute("pragma wal_autocheckpoint=4000")
    db.execute("pragma secure_delete=on")  # what is erased is gone from the file
    db.executescript(_SCHEMA)
    return db
