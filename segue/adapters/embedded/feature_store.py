"""FeatureStore on SQLite."""

import threading
from collections.abc import Mapping
from pathlib import Path

from segue.adapters.embedded.compact import compact
from segue.adapters.embedded.state_file import open_state
from segue.domain.event import ListenerId, Offset
from segue.ports import StoredProfile

_SCHEMA = """
create table if not exists profile (listener text primary key, offset integer not null, body blob not null)
  without rowid;
create table if not exists consumer (name text primary key, offset integer not null) without rowid;
"""


class SqliteFeatureStore:
    """See `segue.ports.FeatureStore`."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = open_state(path, _SCHEMA)

    def read(self, listener: ListenerId) -> StoredProfile | None:
        with self._lock:
            sql = "select offset, body from profile where listener = ?"
            row = self._db.execute(sql, (listener,)).fetchone()
        return StoredProfile(Offset(row[0]), row[1]) if row else None

    def write(self, profiles: Mapping[ListenerId, StoredProfile], consumed: Offset) -> None:
        rows = [(who, p.offset, p.body) for who, p in profiles.items()]
        with self._lock:
            self._db.execute("begin immediate")
            try:
                self._db.executemany(
                    "insert into profile values (?, ?, ?) on conflict (listener) do update "
                    "set offset = excluded.offset, body = excluded.body where excluded.offset >= offset",
                    rows,
                )
                self._db.execute(
                    "insert into consumer values ('profiles', ?) on conflict (name) do update "
                    "set offset = max(offset, excluded.offset)",
                    (consumed,),
                )
                self._db.execute("commit")
            except BaseException:
                self._db.execute("rollback")
                raise

    def consumed(self) -> Offset:
        with self._lock:
            row = self._db.execute("select offset from consumer where name = 'profiles'").fetchone()
        return Offset(row[0] if row else 0)

    def erase(self, listener: ListenerId) -> int:
        with self._lock:
            gone = self._db.execute("delete from profile where listener = ?", (listener,)).rowcount
            compact(self._db)
        return gone

    def close(self) -> None:
        with self._lock:
            self._db.close()
