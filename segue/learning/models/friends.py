"""What the listener's friends like: the mean of their histories, zeros for a listener without friends."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model


class FittedFriends(Fitted):
    """Nothing is learned: friends come with the histories."""

    def score(self, histories: Histories) -> NDArray[np.float32]:
        out = np.zeros(histories.liked.shape, np.float32)
        if histories.friends is not None:
            matrix = histories.friends.tocoo()
            out[matrix.row, matrix.col] = matrix.data
        return out

    def arrays(self) -> Arrays:
        return {}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        return cls()


@dataclass(frozen=True, slots=True)
class Friends(Model):
    """No hyperparameters."""

    fitted: ClassVar[type[Fitted]] = FittedFriends
    personal: ClassVar[bool] = True

    def fit(self, data: Interactions, seed: int) -> FittedFriends:
        return FittedFriends()


FRIENDS = Friends()
