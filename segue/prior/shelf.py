"""The prior a home has installed: one file, taken or refused whole."""

import logging
from pathlib import Path

from segue.prior.file import BadPrior, read, write
from segue.prior.prior import Prior

_log = logging.getLogger(__name__)


class Shelf:
    """Thread-safe: the file is replaced whole, and read again when it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._prior: Prior | None = None

    def current(self) -> Prior | None:
        """The prior installed; None when there is none, or, told once in the log, it cannot be used."""
        try:
            there = self.path.stat()
        except OSError:
            self._seen = self._prior = None
            return None
        seen = (there.st_mtime_ns, there.st_ino)
        if seen != self._seen:
            try:
                self._prior = read(self.path)
            except BadPrior as error:
                self._prior = None
                _log.error("going on without a prior: %s", error)
            self._seen = seen
        return self._prior

    def install(self, source: Path) -> Prior:
        """Read every byte of `source`, and put it in place. Raises BadPrior or OSError."""
        prior = read(source, verify=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write(prior, self.path)
        return prior

    def remove(self) -> bool:
        """False: there was none."""
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        return True
