"""SlateStore on SQLite, in the same file as the profiles."""

import threading
from collections.abc import Mapping
from pathlib import Path

from segue.adapters.embedded.compact import compact
from segue.adapters.embedded.state_file import open_state
from segue.domain.event import ListenerId

_SCHEMA = """
create table if not exists slate (listener text, recipe text, body blob not null, primary key (listener, recipe))
  without rowid;
"""


class SqliteSlateStore:
    """See `segue.ports.SlateStore`."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = open_state(path, _SCHEMA)

    def read(self, listener: ListenerId, recipe: str) -> bytes | None:
        with self._lock:
            sql = "select body from slate where listener = ? and recipe = ?"
            row = self._db.execute(sql, (listener, recipe)).fetchone()
        return row[0] if row else None

    def write(self, slates: Mapping[tuple[ListenerId, str], bytes]) -> None:
        rows = [(listener, recipe, body) for (listener, recipe), body in slates.items()]
        with self._lock:
            self._db.execute("begin immediate")
            try:
                self._db.executemany("insert or replace into slate values (?, ?, ?)", rows)
                self._db.execute("commit")
            except BaseException:
                self._db.execute("rollback")
                raise

    def erase(self, listener: ListenerId) -> int:
        with self._lock:
            gone = self._db.execute("delete from slate where listener = ?", (listener,)).rowcount
            compact(self._db)
        return gone

    def close(self) -> None:
        with self._lock:
            self._db.close()
