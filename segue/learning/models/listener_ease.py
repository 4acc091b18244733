"""EASE among listeners, solved when asked: a history regressed on the 100 listeners most like it.

score(j) = sum over neighbours v of b_v R_vj, with b the ridge regression of the history on the neighbours'
histories, items weighted by degree^-1/2. Nothing is fitted ahead: the regression of one history costs less
than a millisecond, so a live history and a known listener are answered the same way, and a listener of a
moment ago needs no retraining.

A known listener is not his own neighbour. Rows hold no identities here, so every training row contained in
the history is left out instead: it is the listener's own past, or a row with no new item to offer.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.local_ridge import Grid, Ridge, predict_targets
from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.rows import columns_of, degrees, named, rows, signed, unnamed
from segue.learning.threads import over_rows


class FittedListenerEase(Fitted):
    """liked: (n_listeners, n_items) float32 CSR, the histories to borrow from."""

    def __init__(self, liked: csr_array, ridge: Ridge, skip_weight: float) -> None:
        self.liked, self.ridge, self.skip_weight = liked, ridge, skip_weight
        by_item, by_listener, half = columns_of(liked), rows(liked), np.float32(-0.5)
        self._grid = Grid(by_item, by_listener, degrees(by_item) ** half, degrees(by_listener) ** half)

    def score(self, histories: Histories) -> NDArray[np.float32]:
        asked = signed(histories, self.skip_weight)
        out = np.zeros(histories.liked.shape, np.float32)
        over_rows(predict_targets, len(out), asked, self._grid, self.ridge, out)
        return out

    def arrays(self) -> Arrays:
        return {**named("liked", self.liked), "how": np.array([*self.ridge, self.skip_weight], np.float64)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        count, flat, relative, steps, skip_weight = map(float, arrays["how"])
        ridge = Ridge(int(count), np.float32(flat), np.float32(relative), int(steps))
        return cls(unnamed("liked", arrays), ridge, skip_weight)


@dataclass(frozen=True, slots=True)
class ListenerEase(Model):
    """flat and relative: the ridge on a diagonal entry g is flat + relative * g."""

    fitted: ClassVar[type[Fitted]] = FittedListenerEase
    personal: ClassVar[bool] = True

    neighbours: int = 100
    flat: float = 20.0
    relative: float = 0.5
    steps: int = 15
    skip_weight: float = 0.15

    def fit(self, data: Interactions, seed: int) -> FittedListenerEase:
        ridge = Ridge(self.neighbours, np.float32(self.flat), np.float32(self.relative), self.steps)
        return FittedListenerEase(data.histories.liked, ridge, self.skip_weight)


LISTENER_EASE = ListenerEase()
