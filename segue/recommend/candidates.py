"""Candidates: one request's in-flight table, in columns, so that a stage is one array operation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Rows = NDArray[np.int32]


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

    @staticmethod
    def merge(proposals: Sequence[Rows]) -> "Candidates":
        """Union of the sources' proposals, in the order of their rows."""
        track = np.concatenate([*proposals, np.empty(0, np.int32)])
        bits = np.repeat(np.uint32(1) << np.arange(len(proposals), dtype=np.uint32), [len(p) for p in proposals])
        rows, where = np.unique(track, return_inverse=True)
        sources = np.zeros(len(rows), np.uint32)
        np.bitwise_or.at(sources, where, bits)
        return Candidates(rows.astype(np.int32), sources, np.zeros(len(rows), np.float32))
