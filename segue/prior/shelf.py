"""The prior a home has installed: one file, taken or refused whole, and the one before it."""

import logging
import shutil
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

    @property
    def before(self) -> Path:
        """The prior that was installed before: it serves when the one in place was damaged."""
        return self.path.with_name(f"{self.path.name}.before")

    def current(self) -> Prior | None:
        """The prior installed; the one before, told once in the log, when it cannot be used; None: there is none."""
        try:
            there = self.path.stat()
        except OSError:
            self._seen = self._prior = None
            return None
        seen = (there.st_mtime_ns, there.st_ino)
        if seen != self._seen:
            self._prior = self._usable()
            self._seen = seen
        return self._prior

    def install(self, source: Path) -> Prior:
        """Read every byte of `source`, and put it in place. Raises BadPrior or OSError, and nothing has changed."""
        prior = read(source, verify=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(f".{self.path.name}.fresh")
        try:
            write(prior, fresh)
            if self.path.exists() and self._good():
                copied = shutil.copyfile(self.path, self.path.with_name(f".{self.before.name}"))
                copied.replace(self.before)
            fresh.replace(self.path)
        finally:
            fresh.unlink(missing_ok=True)
        return prior

    def remove(self) -> bool:
        """False: there was none."""
        self.before.unlink(missing_ok=True)
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _good(self) -> bool:
        try:
            read(self.path, verify=True)
        except BadPrior:
            return False
        return True

    def _usable(self) -> Prior | None:
        try:
            return read(self.path, verify=True)
        except BadPrior as error:
            try:
                last = read(self.before, verify=True)
            except BadPrior:
                _log.error("going on without a prior: %s", error)
                return None
            _log.error("going on with the prior installed before: %s", error)
            return last
