"""Neighbourhood EASE: each item regressed on the 200 items most often liked beside it.

score(j) = sum over liked i of B_ij, with B_.j the ridge regression of j's column on its neighbours' columns,
listeners weighted by degree^-1/2. See `segue.learning.local_ridge` for the papers.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from segue.learning.local_ridge import Grid, Ridge, regress_columns
from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.retrieval.touched import Touched
from segue.learning.rows import columns_of, degrees, named, rows, signed, unnamed
from segue.learning.threads import over_rows


@njit(cache=True, nogil=True)
def _add_rows(start, stop, histories, weights, out):  # type: ignore[no-untyped-def]
    for u in range(start, stop):
        for e in range(histories.starts[u], histories.starts[u + 1]):
            item, value = histories.columns[e], histories.values[e]
            for f in range(weights.starts[item], weights.starts[item + 1]):
                out[u, weights.columns[f]] += value * weights.values[f]


class FittedItemEase(Fitted):
    """weights: (n_items, n_items) float32 CSR; row = what was liked, column = what it speaks for."""

    def __init__(self, weights: csr_array, skip_weight: float) -> None:
        self.weights, self.skip_weight = weights, skip_weight
        self._rows = rows(weights)

    def score(self, histories: Histories) -> NDArray[np.float32]:
        asked = signed(histories, self.skip_weight)
        out = np.zeros(histories.liked.shape, np.float32)
        over_rows(_add_rows, len(out), asked, self._rows, out)
        return out

    def ask(self, histories: Histories) -> Touched:
        asked = signed(histories, self.skip_weight)
        return Touched(asked.columns, asked.values, self._rows, self.weights.shape[1])

    def arrays(self) -> Arrays:
        return {**named("weights", self.weights), "skip_weight": np.array(self.skip_weight)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        return cls(unnamed("weights", arrays), float(arrays["skip_weight"]))


@dataclass(frozen=True, slots=True)
class ItemEase(Model):
    """flat and relative: the ridge on a diagonal entry g is flat + relative * g."""

    fitted: ClassVar[type[Fitted]] = FittedItemEase
    personal: ClassVar[bool] = True

    neighbours: int = 200
    flat: float = 10.0
    relative: float = 1.0
    steps: int = 15
    skip_weight: float = 0.15

    def fit(self, data: Interactions, seed: int) -> FittedItemEase:
        liked = data.histories.liked
        by_row, by_column, n = rows(liked), columns_of(liked), liked.shape[1]
        half = np.float32(-0.5)
        grid = Grid(by_row, by_column, degrees(by_row) ** half, degrees(by_column) ** half)
        ridge = Ridge(self.neighbours, np.float32(self.flat), np.float32(self.relative), self.steps)
        near = np.zeros((n, self.neighbours), np.int32)
        weights, found = np.zeros(near.shape, np.float32), np.zeros(n, np.int64)
        over_rows(regress_columns, n, grid, ridge, near, weights, found)
        used = np.arange(self.neighbours) < found[:, None]
        targets = np.repeat(np.arange(n, dtype=np.int32), found)
        learned = coo_array((weights[used], (near[used], targets)), shape=(n, n)).tocsr()
        return FittedItemEase(csr_array(learned), self.skip_weight)


ITEM_EASE = ItemEase()
