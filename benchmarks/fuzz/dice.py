"""Dice: cheap draws from a seed, so that each input can be made again alone."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
_DRAWN = 128  # at a time: one by one a generator is ten times as slow


class Dice:
    def __init__(self, *seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self._drawn: list[int] = []

    def below(self, most: int) -> int:
        """From 0 to `most` - 1."""
        if not self._drawn:
            self._drawn = self._generator.integers(0, 2**62, _DRAWN).tolist()
        return self._drawn.pop() % most

    def one(self, these: Sequence[T]) -> T:
        return these[self.below(len(these))]

    def chance(self, percent: float) -> bool:
        return self.below(10_000) < percent * 100

    def noise(self, most: int) -> bytes:
        """Up to `most` bytes of anything."""
        return self._generator.bytes(self.below(most + 1))
