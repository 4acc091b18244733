"""A SQLite database of another program, read while that program runs: never written to, never blocked for long.

Everything comes out of one read transaction, so a server that writes meanwhile does not show half of anything. The
schema is not trusted: only plain tables are read, and no function of the file is run.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from urllib.parse import quote

MAGIC = b"SQLite format 3\0"
MAX_UNPACKED = 4 << 30  # bytes of a database inside a ZIP, which must be unpacked to be read


class Unreadable(ValueError):  # noqa: N818 - a state of the file
    """The database cannot be read; the message says why and what to do."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection in one read transaction, with rows as `sqlite3.Row`.

    Raises:
        Unreadable: damaged, locked, or half a database: its write-ahead log is missing or cannot be read.
    """
    db = _connect(path)
    try:
        db.row_factory = sqlite3.Row
        yield db
    except sqlite3.Error as error:
        raise Unreadable(_why(error)) from error
    finally:
        db.close()


def _connect(path: Path) -> sqlite3.Connection:
    for how in ("mode=ro", "mode=ro&immutable=1"):
        if "immutable" in how and _log_of(path):
            break  # what the log holds would be missing, and a running server would pull the pages from under us
        db = None
        try:
            db = sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, isolation_level=None, timeout=10)
            db.execute("pragma query_only=on")
            db.execute("pragma trusted_schema=off")
            db.execute("pragma cell_size_check=on")
            db.execute("begin")
            db.execute("select count(*) from sqlite_master").fetchone()  # takes the lock, and reads the first page
            return db
        except sqlite3.Error as error:
            if db is not None:
                db.close()
            if "immutable" in how or "unable to open" not in str(error):
                raise Unreadable(_why(error)) from error
    raise Unreadable("its folder cannot be written to, which SQLite needs here; copy the database and its -wal file")


def _log_of(path: Path) -> bool:
    """Whether changes wait in a write-ahead log beside the file."""
    with suppress(OSError):
        return os.stat(f"{path}-wal").st_size > 0
    return False


def _why(error: sqlite3.Error) -> str:
    if "locked" in str(error) or "busy" in str(error):
        return "another program holds it locked; try again, or stop that program first"
    return f"the database is damaged: {error}"


def tables(db: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Plain tables and their columns."""
    sql = "select name from sqlite_master where type = 'table' and sql not like 'create virtual%'"
    names = [row[0] for row in db.execute(sql).fetchall()]
    return {
        name: frozenset(row[1] for row in db.execute("select * from pragma_table_info(?)", (name,))) for name in names
    }


@contextmanager
def unpacked(reader: BufferedReader, size: int) -> Iterator[Path]:
    """A database out of a ZIP, on the disk while the `with` block lasts."""
    if size > MAX_UNPACKED:
        raise Unreadable(f"it unpacks to {size:,} bytes; unpack it yourself and name the file")
    with tempfile.TemporaryDirectory(prefix="segue-") as folder:
        path = Path(folder) / "foreign.db"
        with path.open("wb") as file:
            shutil.copyfileobj(reader, file, 1 << 20)
        yield path
