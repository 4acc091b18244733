"""A listener as the weighted sum of the vectors of what they like, less a fraction of what they skip; the score is the
cosine to an item's vector. J. J. Rocchio, "Relevance Feedback in Information Retrieval", in The SMART Retrieval System,
1971.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.model import Arrays, Fitted, Histories
from segue.learning.retrieval.asked import Asked
from segue.learning.retrieval.table import Products, Table
from segue.learning.rows import signed


class FittedVectors(Fitted):
    """table: of (n_items, d) float32 rows of length 1 or less, 0 where nothing is known."""

    def __init__(self, table: Table, skip_weight: float) -> None:
        self._table, self.skip_weight = table, skip_weight

    @property
    def vectors(self) -> NDArray[np.float32]:
        """(n_items, d) float32"""
        return self._table.vectors

    def score(self, histories: Histories) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = self._tastes(histories) @ self._table.vectors.T
        return scores

    def ask(self, histories: Histories) -> Asked:
        return Products(self._table, self._tastes(histories)[0])

    def _tastes(self, histories: Histories) -> NDArray[np.float32]:
        """(n, d) float32, rows of length 1 or 0."""
        asked, vectors = signed(histories, self.skip_weight), self._table.vectors
        tastes = np.zeros((histories.liked.shape[0], vectors.shape[1]), np.float32)
        for u in range(len(tastes)):
            own = slice(asked.starts[u], asked.starts[u + 1])
            tastes[u] = asked.values[own] @ vectors[asked.columns[own]]
        tastes /= np.maximum(np.linalg.norm(tastes, axis=1, keepdims=True), 1e-12)
        return tastes

    def arrays(self) -> Arrays:
        plain = {"vectors": self._table.vectors, "skip_weight": np.array(self.skip_weight)}
        return {**plain, **self._table.arrays("table")}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        return cls(Table.from_arrays("table", arrays["vectors"], arrays), float(arrays["skip_weight"]))


def alike(vectors: NDArray[np.float32] | None, n_items: int, skip_weight: float) -> FittedVectors:
    """Of these vectors; where there are none, everything is as good as everything else."""
    return FittedVectors(Table(np.zeros((n_items, 1), np.float32) if vectors is None else vectors), skip_weight)
