"""Items described in words like those the listener likes: tags, titles and names as short dense vectors.

Where `content` needs the very same tag, this one knows that shoegaze is near dream pop. The listener is the weighted
sum of the liked items' vectors less a fraction of the skipped ones'; the score is the cosine to an item's vector
(J. J. Rocchio, "Relevance Feedback in Information Retrieval", 1971). What all items have in common is taken off
first: a mean of word vectors says mostly that it is text (S. Arora et al., "A simple but tough-to-beat baseline for
sentence embeddings", ICLR 2017).
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.retrieval.asked import Asked
from segue.learning.retrieval.table import Products, Table
from segue.learning.rows import signed


class FittedText(Fitted):
    """table: of (n_items, d) float32 rows of length 1, or 0 where nothing can be read."""

    def __init__(self, table: Table, skip_weight: float) -> None:
        self._table, self.skip_weight = table, skip_weight

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


@dataclass(frozen=True, slots=True)
class Text(Model):
    """skip_weight: what a full skip takes from the taste, in units of one like; dimensions: that are kept, those in
    which this catalogue differs most: every answer multiplies with all of them."""

    fitted: ClassVar[type[Fitted]] = FittedText
    personal: ClassVar[bool] = True

    skip_weight: float = 0.15
    dimensions: int = 64

    def fit(self, data: Interactions, seed: int) -> FittedText:
        if data.text is None:
            return FittedText(Table(np.zeros((data.histories.liked.shape[1], 1), np.float32)), self.skip_weight)
        return FittedText(Table(_apart(data.text, self.dimensions)), self.skip_weight)


def _apart(text: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """Without what the rows have in common, in the directions of most variance, of length 1 again."""
    said = np.abs(text).max(axis=1, initial=0.0) > 0
    apart = text - text[said].mean(axis=0) if said.any() else text.copy()
    apart[~said] = 0
    if apart.shape[1] > dimensions:
        _, axes = np.linalg.eigh((apart.T @ apart).astype(np.float64))  # ascending
        apart = apart @ axes[:, -dimensions:].astype(np.float32)
    length = np.linalg.norm(apart, axis=1, keepdims=True)
    found: NDArray[np.float32] = np.where(length > 1e-6, apart / np.maximum(length, 1e-6), 0).astype(np.float32)
    return np.ascontiguousarray(found)


TEXT = Text()
