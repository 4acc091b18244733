"""Wide: beginnings of very many words, as of one letter: what lies under them, put together once for all queries."""

import numpy as np
from numpy.typing import NDArray

from segue.catalog.search import kernel
from segue.catalog.search.pool import Pool
from segue.catalog.search.segment import Segment

_WIDE = 16  # an entry of so many under a word makes it one of very many

Ranges = list[tuple[int, int, float]]  # of the vocabulary: first, behind the last, quality 0-1
Lists = tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]
"""What a loop of `kernel` walks: ranges, quality, and `at`, `rows` and `worth` of words."""


class Wide:
    """Of one segment. `tops`: the best of whoever asks for just such a beginning and has nothing of their own in it."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._together: dict[tuple[int, int], tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]] = {}
        self.tops: dict[tuple[object, ...], Pool] = {}

    def is_wide(self, size: int) -> bool:
        """size: entries under a word."""
        return size * _WIDE >= len(self._segment)

    def letters(self) -> "Wide":
        """Put single letters together before somebody types one."""
        starts = self._segment.starts
        _, lows, counts = np.unique(self._segment.letters[starts[:-1]], return_index=True, return_counts=True)
        for low, high in zip(lows.tolist(), (lows + counts).tolist(), strict=True):
            low += int(starts[low + 1] - starts[low] == 1)  # the letter itself is a word
            if low < high and self.is_wide(self._size(low, high)):
                self._put_together(low, high)
        return self

    def lists(self, ranges: Ranges) -> list[Lists]:
        """The rows under each, each list with its rows in order where the range is one of very many."""
        found: list[Lists] = []
        rest: Ranges = []
        for low, high, quality in ranges:
            if high == low + 1 or not self.is_wide(self._size(low, high)):
                rest.append((low, high, quality))
                continue
            if (low, high) not in self._together:
                self._put_together(low, high)
            found.append((np.array([[0, 1]]), np.array([quality], np.float32), *self._together[low, high]))
        return [*found, *([plain(self._segment, rest)] if rest else [])]

    def worth(self, own: NDArray[np.int32], ranges: Ranges) -> NDArray[np.float32]:
        """(m,) 0-100: how well single rows are found, by words alone and ranges that were put together."""
        best = np.zeros(len(own))
        for asked, quality, at, rows, worth in self.lists(ranges):
            for (low, high), q in zip(asked.tolist(), quality.tolist(), strict=True):
                here = rows[at[low] : at[high]]
                if high > low + 1 or not len(here):
                    continue
                place = np.minimum(np.searchsorted(here, own), len(here) - 1)
                value = np.where(here[place] == own, worth[at[low] : at[high]][place] * np.float64(q), 0)
                best = np.maximum(best, np.floor(value + 0.5))
        return best.astype(np.float32)

    def _size(self, low: int, high: int) -> int:
        return int(self._segment.at[high] - self._segment.at[low])

    def _put_together(self, low: int, high: int) -> None:
        table = np.zeros(len(self._segment), np.uint8)
        kernel.flood(*plain(self._segment, [(low, high, 1.0)]), table)
        rows = np.flatnonzero(table).astype(np.int32)
        at, worth = np.array([0, len(rows)], np.int64), table[rows] - np.uint8(kernel.HELD)
        for array in (at, rows, worth):
            array.setflags(write=False)
        self._together[low, high] = at, rows, worth


def plain(segment: Segment, ranges: Ranges) -> Lists:
    at = np.array([(low, high) for low, high, _ in ranges], np.int64)
    quality = np.array([q for *_, q in ranges], np.float32)
    return at, quality, segment.at, segment.rows, segment.worth
