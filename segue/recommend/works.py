"""Works: which rows are recordings of the same song by the same artist."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.catalog.works import work_key
from segue.domain.track import Track


class Works:
    """items and artists: of a model. A code is worked out when it is first asked for, and kept."""

    def __init__(self, items: Sequence[Track], artists: NDArray[np.int32]) -> None:
        self._items, self._artists = items, artists
        self._codes = np.zeros(len(artists), np.int64)

    def of(self, rows: NDArray[np.int32]) -> NDArray[np.int64]:
        """(m,) int64: equal for recordings of one song by one artist, never 0."""
        codes = self._codes[rows]
        for at in np.flatnonzero(codes == 0).tolist():
            row = int(rows[at])
            key = int(self._artists[row]), work_key(self._items[row].title)
            codes[at] = self._codes[row] = hash(key) or 1
        return codes
