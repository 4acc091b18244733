"""Asked: what one model says to one history, read only where somebody looks.

Scoring every item costs time in proportion to the catalogue, and an answer looks at a few hundred. So a model says
which items it would put first, how good any given items are, and the mean and the deviation of its scores over all
items, by which scores of several models become comparable.
"""

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.learning.retrieval.best import best_among

Items = NDArray[np.int32]


class Moments(NamedTuple):
    """Of the scores of all items. deviation: 0 where all are the same but for rounding."""

    mean: float
    deviation: float


class Asked(ABC):
    """Scores of one listener over all items."""

    @abstractmethod
    def best(self, k: int) -> Items:
        """(<= k,) int32, distinct, best first: about the k items with the highest scores."""

    @abstractmethod
    def at(self, items: Items) -> NDArray[np.float32]:
        """(m,) float32: the scores of these items, exactly as the model gives them."""

    @abstractmethod
    def moments(self) -> Moments: ...

    def standard(self, items: Items) -> NDArray[np.float32]:
        """(m,) float32: z-scores of these items against all items."""
        mean, deviation = self.moments()
        if not deviation:
            return np.zeros(len(items), np.float32)
        return ((self.at(items) - np.float32(mean)) * np.float32(1 / deviation)).astype(np.float32)


class Everywhere(Asked):
    """Of a model that has scored all items anyway. scores: (n_items,) float32."""

    def __init__(self, scores: NDArray[np.float32]) -> None:
        self._scores = scores

    def best(self, k: int) -> Items:
        return best_among(self._scores, np.arange(len(self._scores), dtype=np.int32), k)

    def at(self, items: Items) -> NDArray[np.float32]:
        return self._scores[items]

    def moments(self) -> Moments:
        return moments_of(self._scores)


class ForAll(Everywhere):
    """The same scores for every listener: put in order once."""

    def __init__(self, scores: NDArray[np.float32], most: int = 1000) -> None:
        super().__init__(scores)
        self._order, self._moments = super().best(most), super().moments()

    def best(self, k: int) -> Items:
        return self._order[:k]

    def moments(self) -> Moments:
        return self._moments


def moments_of(scores: NDArray[np.float32]) -> Moments:
    """Over all of them."""
    return settled(float(scores.mean(dtype=np.float64)), float(scores.std(dtype=np.float64)))


def settled(mean: float, deviation: float) -> Moments:
    """A deviation that is nothing but rounding is none."""
    return Moments(mean, 0.0 if deviation <= 1e-6 * abs(mean) or deviation < 1e-30 else deviation)
