"""Deleted rows live on in SQLite's write-ahead log until it is emptied: erased means gone from the files."""

import sqlite3
import time

_TRIES, _PAUSE_S = 50, 0.1


def empty_wal(db: sqlite3.Connection) -> bool:
    """Copy the log into the database and cut it to nothing; False when readers kept it busy for five seconds."""
    for _ in range(_TRIES):
        (busy, _, _) = db.execute("pragma wal_checkpoint(truncate)").fetchone()
        if not busy:
            return True
        time.sleep(_PAUSE_S)
    return False
