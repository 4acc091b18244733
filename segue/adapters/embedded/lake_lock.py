"""One writer at a time, across threads and processes."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_here: dict[Path, threading.RLock] = {}
_making = threading.Lock()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on a file for as long as the block lasts; it ends with the process, however that ends.

    Raises:
        OSError: the file cannot be made.
    """
    with _making:
        mine = _here.setdefault(path, threading.RLock())
    with mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
