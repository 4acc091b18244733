"""Items that sound like those the listener likes: the only thing that can be said of a track nobody has played,
tagged or heard of. Vectors: `segue/learning/sound.py`; the listener and the score: `segue/learning/vectors.py`.
"""

from dataclasses import dataclass
from typing import ClassVar

from segue.learning.model import Fitted, Interactions, Model
from segue.learning.vectors import FittedVectors, alike


@dataclass(frozen=True, slots=True)
class SoundsLike(Model):
    """skip_weight: what a full skip takes from the taste, in units of one like."""

    fitted: ClassVar[type[Fitted]] = FittedVectors
    personal: ClassVar[bool] = True

    skip_weight: float = 0.15

    def fit(self, data: Interactions, seed: int) -> FittedVectors:
        return alike(data.sound, data.histories.liked.shape[1], self.skip_weight)


SOUNDS_LIKE = SoundsLike()
