"""Items described in words like those the listener likes: tags, titles and names as short dense vectors.

Where `content` needs the very same tag, this one knows that shoegaze is near dream pop. What all items have in common
is taken off first: a mean of word vectors says mostly that it is text (S. Arora et al., "A simple but tough-to-beat
baseline for sentence embeddings", ICLR 2017). The listener and the score: `segue/learning/vectors.py`.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from segue.learning.model import Fitted, Interactions, Model
from segue.learning.vectors import FittedVectors, alike


@dataclass(frozen=True, slots=True)
class Text(Model):
    """skip_weight: what a full skip takes from the taste, in units of one like; dimensions: that are kept, those in
    which this catalogue differs most: every answer multiplies with all of them."""

    fitted: ClassVar[type[Fitted]] = FittedVectors
    personal: ClassVar[bool] = True

    skip_weight: float = 0.15
    dimensions: int = 64

    def fit(self, data: Interactions, seed: int) -> FittedVectors:
        vectors = None if data.text is None else _apart(data.text, self.dimensions)
        return alike(vectors, data.histories.liked.shape[1], self.skip_weight)


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
