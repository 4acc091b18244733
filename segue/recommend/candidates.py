"""Candidates: one request's in-flight table, in columns, so that a stage is one array operation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segue.learning.distinct import distinct

Mask = NDArray[np.bool_]
Rows = NDArray[np.int32]
_MARKED = 200_000  # items


@dataclass(frozen=True, slots=True)
class Candidates:
    """Equal-length columns; treat as immutable.

    track:   (n,) int32, row in the model's items, distinct
    sources: (n,) uint32, bit i set = the i-th source of the pipeline proposed it
    score:   (n,) float32
    """

    track: Rows
    sources: NDArray[np.uint32]
    score: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.track)

    def take(self, rows: Mask | NDArray[np.intp]) -> "Candidates":
        return Candidates(self.track[rows], self.sources[rows], self.score[rows])

    def scored(self, score: NDArray[np.float32]) -> "Candidates":
        return replace(self, score=score)

    def ranked(self) -> "Candidates":
        """Best first; ties break by track, so equal input gives an equal slate."""
        return self.take(np.lexsort((self.track, -self.score)))

    def lifted(self, by: NDArray[np.floating]) -> "Candidates":
        """Ranked again with every score moved by so many standard deviations of the scores."""
        spread = float(self.score.std()) if len(self) > 1 else 0.0
        return self.scored((self.score + (spread or 1.0) * by).astype(np.float32)).ranked()

    def among(self, rows: Sequence[int] | Rows, n_items: int) -> Mask:
        """(n,) bool: which candidates are among these rows. Marks beat sorting as long as items fit in a cache."""
        if n_items > _MARKED:
            return np.isin(self.track, np.asarray(rows, np.int32), kind="sort")
        marked = np.zeros(n_items, np.bool_)
        marked[np.asarray(rows, np.intp)] = True
        return marked[self.track]

    @staticmethod
    def merge(proposals: Sequence[Rows]) -> "Candidates":
        """Union of the sources' proposals (distinct rows each), in the order of their rows."""
        track = distinct(*proposals)
        sources = np.zeros(len(track), np.uint32)
        for i, rows in enumerate(proposals):
            sources[np.searchsorted(track, rows)] |= np.uint32(1 << i)
        return Candidates(track, sources, np.zeros(len(track), np.float32))
