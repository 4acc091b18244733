"""Owned: which items of a model somebody here has: a scanned file, or a song of a music server."""

import threading
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId

BOTH, OWNED, NEW = "both", "owned", "new"
LIBRARY = (BOTH, OWNED, NEW)
"""What a request may be limited to: everything, what is here, what is not."""


class Owned:
    """Counted anew when what is here changes; until then the same array."""

    def __init__(
        self, row_of: Mapping[TrackId, int], size: int, tracks: Callable[[], frozenset[TrackId]] = frozenset
    ) -> None:
        """row_of: row of every id of a model with `size` items; tracks: what is here, the same object until it
        changes."""
        self._row_of, self._size, self._tracks = row_of, size, tracks
        self._lock = threading.Lock()
        self._known: tuple[frozenset[TrackId], NDArray[np.bool_]] | None = None

    def mask(self) -> NDArray[np.bool_]:
        """(n_items,) bool."""
        tracks = self._tracks()
        with self._lock:
            if self._known is None or self._known[0] is not tracks:
                found = np.zeros(self._size, np.bool_)
                found[[row for track in tracks if (row := self._row_of.get(track)) is not None]] = True
                self._known = (tracks, found)
            return self._known[1]


def allowed(owned: Owned | None, size: int, library: str) -> NDArray[np.bool_] | None:
    """(size,) bool of what a request limited to `library` may hold; None: everything. owned: None = nothing is."""
    if library == BOTH:
        return None
    mask = owned.mask() if owned is not None else np.zeros(size, np.bool_)
    return mask if library == OWNED else ~mask
