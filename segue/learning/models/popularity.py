"""What most listeners like these days: the same for everybody, and all there is for a listener with no history.

fame(j) = log(1 + sum over the listeners who like j of 2^(-age / half-life)), the age of a like being the time from its
last play to the last play of all. Where nobody knows the times every listener counts 1.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.retrieval.asked import ForAll


class FittedPopularity(Fitted):
    """fame: (n_items,) float32, log(1 + number of listeners who like the item, the later the more)."""

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
    half_life_days: float = 180.0

    def fit(self, data: Interactions, seed: int) -> FittedPopularity:
        liked = data.histories.liked
        fresh = self._fresh(data.histories)
        counts = np.bincount(liked.indices, fresh, minlength=liked.shape[1]).astype(np.float64)
        if data.prior is not None:
            counts += data.prior.listeners[data.prior.row_of] * min(1.0, self.trusted / max(data.prior.population, 1.0))
        return FittedPopularity(np.log1p(counts).astype(np.float32))

    def _fresh(self, histories: Histories) -> NDArray[np.float64]:
        """(nnz of liked,) float64: what each like counts, 1 where its time is unknown."""
        liked, plays = histories.liked, histories.sequences
        fresh = np.ones(liked.nnz)
        if plays is None or not plays.at_ms.any():
            return fresh
        width = np.int64(liked.shape[1])
        played = np.repeat(np.arange(len(plays)), np.diff(plays.starts)) * width + plays.items
        told = np.flatnonzero(plays.at_ms > 0)
        order = told[np.lexsort((plays.at_ms[told], played[told]))]
        keys = played[order]
        last = order[np.append(keys[1:] != keys[:-1], True)]
        wanted = np.repeat(np.arange(liked.shape[0]), np.diff(liked.indptr)) * width + liked.indices
        at = np.minimum(np.searchsorted(played[last], wanted), len(last) - 1)
        known = played[last][at] == wanted
        days = (plays.at_ms.max() - plays.at_ms[last][at[known]]) / 86_400_000
        fresh[known] = 0.5 ** (days / self.half_life_days)
        return fresh


POPULARITY = Popularity()
