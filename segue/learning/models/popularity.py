"""What most listeners like: the same for everybody, and all there is for a listener with no history."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.retrieval.asked import ForAll


class FittedPopularity(Fitted):
    """fame: (n_items,) float32, log(1 + number of listeners who like the item)."""

    def __init__(self, fame: NDArray[np.float32]) -> None:
        self.fame = fame
        self._asked: ForAll | None = None

    def score(self, histories: Histories) -> NDArray[np.float32]:
        return np.tile(self.fame, (histories.liked.shape[0], 1))

    def ask(self, histories: Histories) -> ForAll:
        if self._asked is None:
            self._asked = ForAll(self.fame)
        return self._asked

    def arrays(self) -> Arrays:
        return {"fame": self.fame}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        return cls(np.asarray(arrays["fame"], np.float32))


@dataclass(frozen=True, slots=True)
class Popularity(Model):
    """Listeners are counted once per item, so one listener on repeat is not a crowd.

    A prior's listeners count too, those of an artist for each track; it is scaled down to `trusted` listeners at most.
    """

    fitted: ClassVar[type[Fitted]] = FittedPopularity
    personal: ClassVar[bool] = False

    trusted: float = 2_000.0

    def fit(self, data: Interactions, seed: int) -> FittedPopularity:
        liked = data.histories.liked
        counts = np.bincount(liked.indices, minlength=liked.shape[1]).astype(np.float64)
        if data.prior is not None:
            counts += data.prior.listeners[data.prior.row_of] * min(1.0, self.trusted / max(data.prior.population, 1.0))
        return FittedPopularity(np.log1p(counts).astype(np.float32))


POPULARITY = Popularity()
