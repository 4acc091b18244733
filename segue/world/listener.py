"""A listener: planted taste, moods by part of the week, habits. The truth that an engine must find."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from segue.world.catalogue import SECOND_SHARE, Catalogue
from segue.world.memory import Memory
from segue.world.week import PARTS, part_of

GENRE_LOGITS: Final = 4.0
"""Logits between indifference and the most loved genre."""
ARTIST_LOGITS: Final = 0.8
"""Standard deviation, in logits, of the taste for artists."""
QUALITY_LOGITS: Final = 0.5
"""Standard deviation, in logits, of how good a track is for anybody."""
TIRED_LOGITS: Final = 0.8
"""Logits lost for each hearing still fresh."""
DEVICES: Final = ("phone", "laptop", "speaker", "car", "watch")


@dataclass(eq=False)
class Listener:
    """One simulated person. Mutable, as people are: `react` tires, `mood_shift` and `drift` change them."""

    name: str
    catalogue: Catalogue
    taste: NDArray[np.float32]  # (k,) from -1 hated to 1 loved
    artist_taste: NDArray[np.float32]  # (m,) standard normal
    mood: NDArray[np.float32]  # (5, k) factor on `taste` by part of the week; negative = not now
    hurry: NDArray[np.float32]  # (5,) logits of extra impatience by part of the week
    habit: NDArray[np.float64]  # (5, d) cumulated shares of DEVICES by part of the week
    activity: float  # sessions a day
    noise: float  # share of reactions that are a coin flip
    skip_share: float  # planted: share of plays this listener skips under the exposure policy
    skip_bias: float = 0.0  # logits that bring it about; `settle` finds them
    memory: Memory = field(default_factory=Memory)

    @property
    def loved(self) -> int:
        """The most loved genre."""
        return int(self.taste.argmax())

    @property
    def hated(self) -> int:
        """The least loved genre."""
        return int(self.taste.argmin())

    @cached_property
    def constant(self) -> NDArray[np.float32]:
        """(n,) float32 logits that no clock changes: artist and quality."""
        tracks = self.catalogue
        logits: NDArray[np.float32] = ARTIST_LOGITS * self.artist_taste[tracks.artist]
        logits += QUALITY_LOGITS * tracks.quality
        return logits

    def fit(self, part: int) -> NDArray[np.float32]:
        """(n,) float32 logits of every track in a part of the week, before habits and tiredness."""
        weight = (GENRE_LOGITS * self.taste * self.mood[part]).astype(np.float32)
        tracks = self.catalogue
        liking = np.take(weight * np.float32(1 - SECOND_SHARE), tracks.genre)
        liking += np.take(weight * np.float32(SECOND_SHARE), tracks.second)
        liking += self.constant
        return liking

    def bias(self, part: int) -> float:
        """Logits against finishing anything in that part of the week."""
        return self.skip_bias + float(self.hurry[part])

    def logit(self, row: int, now: datetime) -> float:
        """The logit of finishing one track now; `logits(now)[row]` without the rest."""
        part, tracks = part_of(now), self.catalogue
        genre, second = tracks.genre[row], tracks.second[row]
        taste, mood = self.taste, self.mood[part]
        liking = (1 - SECOND_SHARE) * taste[genre] * mood[genre] + SECOND_SHARE * taste[second] * mood[second]
        tired = TIRED_LOGITS * self.memory.level(row, now.timestamp())
        return float(GENRE_LOGITS * liking + self.constant[row]) - self.bias(part) - tired

    def logits(self, now: datetime) -> NDArray[np.float32]:
        """(n,) float32 logits of finishing each track now."""
        part = part_of(now)
        tired = self.memory.levels(len(self.catalogue), now.timestamp())
        return self.fit(part) - np.float32(self.bias(part)) - np.float32(TIRED_LOGITS) * tired

    def device(self, now: datetime, rng: Generator) -> str:
        """The device picked up at this hour."""
        return DEVICES[int(np.searchsorted(self.habit[part_of(now)], rng.random(), "right"))]

    def mood_shift(self, *, wants: int, not_wants: int) -> None:
        """From now on genre `wants` is loved and `not_wants` hated, at every hour."""
        self.taste = self.taste.copy()
        self.mood = self.mood.copy()
        self.taste[wants], self.taste[not_wants] = 1.0, -1.0
        self.mood[:, [wants, not_wants]] = 1.0

    def drift(self, rng: Generator, amount: float = 0.1) -> None:
        """One step of a random walk of the taste, `amount` = its standard deviation."""
        moved = self.taste + rng.normal(0, amount, self.taste.shape)
        self.taste = np.clip(moved, -1, 1).astype(np.float32)

    def settle(self, exposed: list[NDArray[np.intp]]) -> None:
        """Find `skip_bias`, so that `skip_share` of the `exposed` rows (one array a part) is skipped."""
        logits = np.concatenate(
            [self.fit(part)[rows] - self.hurry[part] for part, rows in zip(range(len(PARTS)), exposed, strict=True)]
        )
        low, high = -12.0, 12.0
        for _ in range(24):
            self.skip_bias = (low + high) / 2
            finished = float(chance(logits - np.float32(self.skip_bias), self.noise).mean())
            low, high = (self.skip_bias, high) if finished > 1 - self.skip_share else (low, self.skip_bias)


def chance(logits: NDArray[np.float32], noise: float) -> NDArray[np.float32]:
    """P(complete) as float32: a logistic, of which a share of `noise` is a coin flip."""
    return np.float32(1 - noise) / (np.float32(1) + np.exp(-logits)) + np.float32(noise / 2)
