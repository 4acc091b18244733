"""The queue on disk: what the server does not have yet, in one SQLite file that survives `kill -9`.

An event gets its id when it is put in, and keeps it: however often it is sent, it counts once. Several
processes may share a file (one listener to a file): then an event may be sent twice, which changes nothing.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_SCHEMA = """
create table if not exists event (n integer primary key autoincrement, chatter integer not null, body blob not null);
create index if not exists event_chatter on event (chatter, n);
"""
_CHATTER = frozenset({"progress", "buffer", "quality", "network", "impression"})
_SPARE = 10_000  # events kept in memory while the file cannot be written


class Waiting(NamedTuple):
    """One event that waits. `n` < 0: in memory only."""

    n: int
    body: bytes


class Outbox:
    """From any thread. With `path` None it lives in memory and dies with the process."""

    def __init__(self, path: Path | None, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._spare: deque[Waiting] = deque(maxlen=_SPARE)
        self._spare_n = 0
        self.dropped = 0
        """Events given up because the queue was full: heartbeats first, then the oldest."""
        self._db = _open(path)
        self._count: int = self._db.execute("select count(*) from event").fetchone()[0]

    def put(self, kind: str, body: bytes) -> None:
        """Never raises for want of disk: then memory holds the event until the disk takes it."""
        with self._lock:
            try:
                with self._db:
                    self._insert((kind in _CHATTER, body))
                    self._count += 1
                    if self._count > self._most:
                        self._make_room()
            except sqlite3.Error:
                self._spare_n -= 1
                if len(self._spare) == _SPARE:
                    self.dropped += 1
                self._spare.append(Waiting(self._spare_n, body))

    def take(self, most: int, most_bytes: int) -> list[Waiting]:
        """The oldest, without removing them; at least one where there is one."""
        with self._lock:
            try:
                rows = self._db.execute("select n, body from event order by n limit ?", (most,)).fetchall()
            except sqlite3.Error:
                rows = []
            found: list[Waiting] = []
            size = 0
            for n, body in [*rows, *self._spare][:most]:
                size += len(body)
                if found and size > most_bytes:
                    break
                found.append(Waiting(n, body))
            return found

    def done(self, told: Iterable[Waiting]) -> None:
        """The server has them, or will never take them."""
        gone = [one.n for one in told]
        with self._lock:
            out = {n for n in gone if n < 0}
            self._spare = deque((one for one in self._spare if one.n not in out), _SPARE)
            with suppress(sqlite3.Error), self._db:  # they would be sent again, and count once
                removed = self._db.executemany("delete from event where n = ?", [(n,) for n in gone if n > 0])
                self._count = max(0, self._count - max(0, removed.rowcount))

    def __len__(self) -> int:
        with self._lock:
            with suppress(sqlite3.Error):  # another process may share the file
                (self._count,) = self._db.execute("select count(*) from event").fetchone()
            return int(self._count) + len(self._spare)

    def close(self) -> None:
        with self._lock:
            for one in self._spare:  # the disk may have room again
                with suppress(sqlite3.Error), self._db:
                    self._insert((False, one.body))
            self._db.close()

    def _insert(self, row: Sequence[object]) -> None:
        self._db.execute("insert into event (chatter, body) values (?, ?)", row)

    def _make_room(self) -> None:
        over = max(1, self._most // 100)
        sql = "delete from event where n in (select n from event order by chatter desc, n limit ?)"
        gone = self._db.execute(sql, (over,)).rowcount
        self._count -= gone
        self.dropped += gone


def _open(path: Path | None) -> sqlite3.Connection:
    """A file that is no queue, or a broken one, is put aside: the player must go on."""
    if path is None:
        return _connect(":memory:")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connect(str(path))
    except sqlite3.OperationalError:
        raise  # locked, or not allowed: the caller must know
    except sqlite3.DatabaseError:
        path.replace(path.with_name(path.name + ".broken"))
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        return _connect(str(path))


def _connect(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, timeout=5.0)
    try:
        db.execute("pragma journal_mode=wal")
        db.execute("pragma synchronous=normal")  # kill -9 loses nothing; a power cut perhaps the last moments
        db.executescript(_SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db
