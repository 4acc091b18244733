"""Holdings: the tracks that somebody here has: files that were scanned, and songs of music servers."""

import threading

from sqlalchemy import Engine

from segue.catalog.libraries import Libraries
from segue.catalog.scan.files import Files
from segue.domain.event import TrackId


class Holdings:
    """Thread-safe. Nothing is read before somebody asks."""

    def __init__(self, engine: Engine) -> None:
        self.files, self.libraries = Files(engine), Libraries(engine)
        self._lock = threading.Lock()
        self._held: frozenset[TrackId] | None = None
        self._as_of: object = None

    def tracks(self) -> frozenset[TrackId]:
        """The same object until something changes, as of the last `reload`."""
        with self._lock:
            if self._held is None:
                self._held = self._counted()
            return self._held

    def reload(self) -> None:
        """Take in what this or another process saved, where anything was asked for yet."""
        with self._lock:
            if self._held is None:
                return
            self.files.reload()
            self.libraries.reload()
            if self._as_of != self._version():  # others reload the parts, too
                self._held = self._counted()

    def _counted(self) -> frozenset[TrackId]:
        self._as_of = self._version()  # before: what comes in meanwhile is taken in by the next reload
        return frozenset(self.files.tracks() | self.libraries.tracks())

    def _version(self) -> tuple[object, object]:
        return self.files.version, self.libraries.version
