"""Shapes: how energy runs through a playlist, as data."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Shape:
    """`points`: (place, level) of the curve, both 0 to 1, straight lines between them.

    Levels only rank the places: the liveliest tracks of *this* playlist belong where the curve is highest.
    """

    title: str
    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        places = [place for place, _ in self.points]
        if not places or places[0] != 0 or places[-1] != 1 or any(a >= b for a, b in pairwise(places)):
            raise ValueError(f"shape {self.title!r}: places must rise from 0 to 1, got {places}")

    def levels(self, n: int) -> NDArray[np.float64]:
        """(n,) level of each place."""
        places, heights = zip(*self.points, strict=True)
        found: NDArray[np.float64] = np.interp((np.arange(n) + 0.5) / max(n, 1), places, heights)
        return found


SHAPES: dict[str, Shape] = {
    "level": Shape("The same throughout", ((0, 0.5), (1, 0.5))),
    "rise": Shape("Warms up, then stays up", ((0, 0), (0.5, 1), (1, 1))),
    "fall": Shape("Stays up, then cools down", ((0, 1), (0.5, 1), (1, 0))),
    "arc": Shape("Up to the middle and down again", ((0, 0), (0.5, 1), (1, 0))),
    "sleep": Shape("Calmer from track to track", ((0, 1), (1, 0))),
    "wave": Shape(
        "Up and down, three times", ((0, 0), (1 / 6, 1), (1 / 3, 0), (1 / 2, 1), (2 / 3, 0), (5 / 6, 1), (1, 0))
    ),
}
