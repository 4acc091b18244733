"""The SQLite file of what can be made again from the log: profiles and slates."""

import sqlite3
from pathlib import Path


def open_state(path: Path, schema: str) -> sqlite3.Connection:
    """WAL without an fsync per commit: what a power cut takes is made again. One caller at a time may use it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=normal")
    db.execute("pragma secure_delete=on")  # what is replaced or erased is gone from the file
    db.executescript(schema)
    return db
