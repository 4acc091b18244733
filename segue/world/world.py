"""World: the settings of a synthetic population, and the door to everything in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.random import Generator

from segue.world import population
from segue.world.catalogue import Catalogue, catalogue
from segue.world.listener import Listener


@dataclass(frozen=True)
class World:
    """A seeded population with planted tastes. Nothing here reads a clock: `now` is always handed in."""

    seed: int = 0
    listeners: int = 200
    tracks: int = 2_000
    artists: int = 0  # 0 = one for every eight tracks
    genres: int = 20
    tribes: int = 8
    noise: float = 0.15  # share of reactions that are a coin flip
    skips: tuple[float, float] = (0.1, 0.6)  # range of the listeners' planted skip shares

    def __post_init__(self) -> None:
        """Raises ValueError on a world nobody can live in."""
        if self.seed < 0 or self.listeners < 0 or self.tracks < 1 or self.tribes < 2 or self.genres < 5:
            raise ValueError("a world needs a seed >= 0, listeners >= 0, a track, 2 tribes and 5 genres")
        if not 0 <= self.artists <= self.tracks:
            raise ValueError("every artist needs a track")
        if not (0 <= self.noise <= 1 and 0 <= self.skips[0] <= self.skips[1] <= 1):
            raise ValueError("noise and skips are shares")

    @cached_property
    def catalogue(self) -> Catalogue:
        """The tracks."""
        artists = self.artists or max(1, self.tracks // 8)
        return catalogue(self.seed, self.tracks, artists, self.genres)

    @cached_property
    def _tribes(self) -> population.Tribes:
        return population.tribes(self.seed, self.tribes, self.catalogue)

    def listener(self, index: int) -> Listener:
        """Listener `index`, newly born each time: change one copy and the others do not know.

        Raises:
            IndexError: not in 0 .. listeners - 1.
        """
        if not 0 <= index < self.listeners:
            raise IndexError(f"this world has listeners 0 to {self.listeners - 1}")
        rng = np.random.default_rng([self.seed, 3, index])
        name = f"listener-{index:04d}"
        return population.listener(name, rng, self.catalogue, self._tribes, self.noise, self.skips)

    def population(self) -> Iterator[Listener]:
        """Every listener in turn."""
        return (self.listener(index) for index in range(self.listeners))

    def rng(self, *purpose: str) -> Generator:
        """A generator of its own for each purpose, from the seed: more of one never shifts another."""
        return np.random.default_rng([self.seed, 4, *(crc32(word.encode()) for word in purpose)])
