"""What comes to a listener's ears before any engine helps: the hits, and roughly what they like."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from segue.world.listener import Listener

TASTE = 0.35
"""Share of the taste (in logits) that steers what is heard; popularity does the rest."""
BLUR = 0.5
"""Standard deviation, in logits, of the taste's error: nobody's feed is perfect."""


class Exposure:
    """Draws rows with p ~ popularity * exp(TASTE * fit + error), one distribution a part of the week."""

    __slots__ = ("_cumulated", "_error", "_listener")

    def __init__(self, listener: Listener, rng: Generator) -> None:
        self._listener = listener
        self._error = rng.standard_normal(len(listener.catalogue), dtype=np.float32) * np.float32(BLUR)
        self._cumulated: dict[int, NDArray[np.float64]] = {}

    def draw(self, part: int, n: int, rng: Generator) -> NDArray[np.intp]:
        """(n,) rows, repeats possible."""
        cumulated = self._cumulated.get(part)
        if cumulated is None:
            liking = np.exp(np.float32(TASTE) * self._listener.fit(part) + self._error)
            cumulated = np.cumsum(self._listener.catalogue.popularity * liking)
            self._cumulated[part] = cumulated
        drawn: NDArray[np.intp] = np.searchsorted(cumulated, rng.random(n) * cumulated[-1], "right")
        drawn[drawn == len(cumulated)] = len(cumulated) - 1
        return drawn
