"""Held: which song of the server behind is which track, in both directions."""

import threading
import time

from segue.app import App
from segue.catalog.connections import name_of
from segue.domain.event import TrackId, TrackRef
from segue.recommend.owned import BOTH, OWNED
from segue.web.proxy.upstream import Upstream

_FRESH_S = 60.0
_SCHEME = "subsonic:"


class Held:
    """From the catalogue of the server where it is read (`segue catalog sync`), and from songs that were played through
    the proxy, which the catalogue knows by their id there."""

    def __init__(self, app: App, upstream: Upstream) -> None:
        self._app = app
        self._library = name_of(upstream.address)
        self._ids: dict[TrackId, str] = {}
        self._until = 0.0
        self._library_read = False
        self._lock = threading.Lock()

    def ids(self) -> dict[TrackId, str]:
        """The server's id of every track that is known to be there. At most a minute old."""
        with self._lock:
            if self._until < time.monotonic():
                told = ((t.id, t.uri or "") for t in self._app.catalog)
                played = {one: uri.removeprefix(_SCHEME) for one, uri in told if uri.startswith(_SCHEME)}
                libraries = self._app.holdings.libraries
                libraries.reload()
                today = self._app.catalog.canonical
                read = {today(track): theirs for track, theirs in libraries.ids(self._library).items()}
                self._ids = read if read else played  # what was played long ago may be gone
                self._library_read = bool(read)
                self._until = time.monotonic() + _FRESH_S
            return self._ids

    def asked(self) -> str:
        """What mixes are asked for: only what is in a library here, where the server's is known."""
        self.ids()
        return OWNED if self._library_read else BOTH

    def track(self, theirs: str) -> TrackId | None:
        found = self._app.holdings.libraries.track_of(self._library, theirs)
        if found is None:
            found = self._app.catalog.find(TrackRef(uri=f"{_SCHEME}{theirs}"))
        return self._app.catalog.canonical(found) if found is not None else None
