"""What a listener has just heard: repeats tire, and the tiredness wears off."""

import numpy as np
from numpy.typing import NDArray

HALF_LIFE_S = 8 * 3600.0
"""After this long a repeat tires half as much."""
FORGET_ABOVE = 512
"""Remembered tracks before the faded ones are dropped."""


class Memory:
    """Row -> how often it was heard lately, each hearing fading with HALF_LIFE_S."""

    __slots__ = ("_heard",)

    def __init__(self) -> None:
        self._heard: dict[int, tuple[float, float]] = {}  # row -> level, at_s of that level

    def __len__(self) -> int:
        return len(self._heard)

    def level(self, row: int, at_s: float) -> float:
        """Faded number of hearings of one track at a POSIX time."""
        heard = self._heard.get(row)
        return heard[0] * _faded(at_s - heard[1]) if heard else 0.0

    def hear(self, row: int, at_s: float) -> None:
        """One more hearing."""
        self._heard[row] = (self.level(row, at_s) + 1.0, at_s)
        if len(self._heard) > FORGET_ABOVE:
            kept = {r: v for r, v in self._heard.items() if v[0] * _faded(at_s - v[1]) > 0.05}
            self._heard = dict(list(kept.items())[-FORGET_ABOVE // 2 :])

    def levels(self, n: int, at_s: float) -> NDArray[np.float32]:
        """(n,) faded hearings of every track at a POSIX time."""
        dense = np.zeros(n, np.float32)
        if self._heard:
            rows = np.fromiter(self._heard, np.intp, len(self._heard))
            pairs = np.array(list(self._heard.values()))
            ago = np.maximum(at_s - pairs[:, 1], 0.0)
            dense[rows] = pairs[:, 0] * 0.5 ** (ago / HALF_LIFE_S)
        return dense


def _faded(ago_s: float) -> float:
    return float(0.5 ** (max(ago_s, 0.0) / HALF_LIFE_S))
