"""What is to be arranged, as numbers, and what an order of it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.playlists.sequence.distances import WEIGHTS, Column, Weights, between, misplaced, wanted
from segue.playlists.sequence.greedy import laid
from segue.playlists.sequence.search import improved, judged
from segue.playlists.sequence.sounds import Sounds

APART = 2
"""Places between two tracks of one artist, where others are there to fill them."""
KICKS = 16
"""How often a good order is shaken to find a better one."""
_STRETCH = 12  # tracks at most that are moved by a shake, twice
_CLOSER = 64  # one pair so much closer crowds more than so many pairs farther apart
Order = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Task:
    """For n tracks. pairs: (n + 1, n + 1), places: (n, n), artist: (n,), near: as `search` has them."""

    pairs: Column
    places: Column
    artist: NDArray[np.int64]
    near: NDArray[np.int64]
    keep: int

    def judge(self, order: Order) -> tuple[int, float]:
        """Crowding of artists, which comes first, and cost."""
        crowding, cost = judged(order, self.pairs, self.places, self.artist, self.near)
        return int(crowding), float(cost)

    def lay(self, pairs: Column, places: Column) -> Order:
        """Place by place what costs least there, with artists as far apart as can be."""
        for apart in range(len(self.near) - 1, -1, -1):
            order: Order = laid(pairs, places, self.artist, self.keep, apart)
            if len(order) == len(self.artist):
                return order
        raise AssertionError("with nothing to keep apart every track finds a place")

    def improve(self, order: Order, seed: int) -> Order:
        draw = np.random.default_rng(seed)
        begin = draw.integers(self.keep, len(order), KICKS)
        kicks = np.column_stack([begin, draw.integers(1, _STRETCH, (KICKS, 2), endpoint=True)])
        shaped = bool(self.places.any())
        found: Order = improved(order, self.keep, self.pairs, self.places, shaped, self.artist, self.near, kicks)
        return found

    def best(self, seed: int) -> Order:
        """No worse than the order given, which is also what stays where nothing is better."""
        n = len(self.artist)
        nothing = np.zeros((n, n))
        starts = [self.lay(nothing, nothing), np.arange(n)]
        found = self.improve(self.lay(self.pairs, self.places), seed)
        crowding, _ = self.judge(found)
        found_too = [self.improve(start, seed) for start in starts if self.judge(start)[0] < crowding]
        return min([*starts, found, *found_too], key=self._rounded)

    def _rounded(self, order: Order) -> tuple[int, float]:
        crowding, cost = self.judge(order)
        return crowding, round(cost, 9)


def task(sounds: Sounds, heights: Column, artist: NDArray[np.int64], keep: int = 0, weights: Weights = WEIGHTS) -> Task:
    """heights: (n,) of the curve at each place. artist: (n,) numbers from 0."""
    rows = np.arange(len(artist))
    pairs = between(sounds, rows[:, None], rows).together(weights)
    places = np.zeros((len(rows), len(rows)))
    if np.ptp(heights):  # else every place wants the same, and which track stands there makes no difference
        places = weights.curve * misplaced(sounds.level, wanted(sounds.level, heights, keep))
    return Task(np.pad(pairs, (0, 1)), places, artist, crowding_of(artist), keep)


def crowding_of(artist: NDArray[np.int64], apart: int = APART) -> NDArray[np.int64]:
    """(reach + 1,) how much two tracks of one artist crowd each other, by how many places they are apart."""
    if len(np.unique(artist)) == len(artist):
        return np.zeros(2, np.int64)
    return np.array([0, *(_CLOSER ** (apart - d) for d in range(1, apart + 1))], np.int64)


def numbered(names: Sequence[int | str]) -> NDArray[np.int64]:
    """(n,) a number from 0 for each name; those without one (-1, "") are artists of their own."""
    number: dict[object, int] = {}
    own = [("", i) if name in (-1, "") else name for i, name in enumerate(names)]
    return np.array([number.setdefault(name, len(number)) for name in own], np.int64)
