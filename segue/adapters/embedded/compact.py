"""Erased means gone from the files.

`secure_delete` clears a deleted row, but SQLite leaves copies behind: in pages that were rebalanced around it, and in
the write-ahead log. So the file is written anew without them, and the log is cut to nothing.
"""

import sqlite3
import time
from contextlib import suppress

_TRIES, _PAUSE_S = 50, 0.1


def compact(db: sqlite3.Connection) -> bool:
    """Of a connection outside any transaction; False when others kept the file busy for all of the tries."""
    for _ in range(_TRIES):
        with suppress(sqlite3.OperationalError):  # locked by another process, or no room for the second copy
            db.execute("vacuum")
            (busy, _, _) = db.execute("pragma wal_checkpoint(truncate)").fetchone()
            if not busy:
                return True
        time.sleep(_PAUSE_S)
    return False
