"""Who lives in a world: tribes that share tastes, and the listeners drawn from them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from segue.world.catalogue import Catalogue
from segue.world.exposure import Exposure
from segue.world.listener import DEVICES, Listener
from segue.world.week import PARTS

_EVERYONE_HURRIES: Final = np.array([0.7, 0.2, -0.3, -0.4, 0.0])  # logits by part: mornings are impatient
_HABITS: Final = np.array(  # shares of DEVICES by part, before personal habits
    [[5, 1, 1, 4, 1], [2, 6, 1, 1, 0.5], [3, 2, 4, 1, 1], [4, 1, 3, 0.3, 0.2], [3, 1, 5, 2, 1]]
)


@dataclass(frozen=True, eq=False)
class Tribes:
    """Shared tastes: what makes one listener's plays tell something of another's."""

    genre: NDArray[np.float64]  # (t, k)
    artist: NDArray[np.float64]  # (t, m)


def tribes(seed: int, n: int, catalogue: Catalogue) -> Tribes:
    """`n` tribes, each loving three genres and hating two."""
    rng = np.random.default_rng([seed, 2])
    genre = rng.normal(0, 0.15, (n, len(catalogue.genres)))
    for row in genre:
        picked = rng.permutation(len(row))
        row[picked[:3]] += (1.0, 0.8, 0.6)
        row[picked[3:5]] -= (1.0, 0.8)
    return Tribes(genre, rng.normal(0, 1, (n, len(catalogue.artists))))


def listener(
    name: str, rng: Generator, catalogue: Catalogue, tribes: Tribes, noise: float, skips: tuple[float, float]
) -> Listener:
    """One listener: mostly of one tribe, a little of another, and themselves."""
    k = len(catalogue.genres)
    home, away = rng.permutation(len(tribes.genre))[[0, -1]]
    taste = tribes.genre[home] + 0.4 * tribes.genre[away] + rng.normal(0, 0.25, k)
    taste = np.clip((taste - taste.mean()) / np.abs(taste - taste.mean()).max(), -1, 1)
    own = rng.normal(0, 1, len(catalogue.artists))
    mood = np.ones((len(PARTS), k))
    best = np.argsort(-taste)[: min(4, k)]
    for part in range(len(PARTS)):
        lifted, damped = rng.permutation(best)[[0, -1]]
        mood[part, damped] = rng.uniform(-0.6, 0.1)
        mood[part, lifted] = rng.uniform(1.3, 1.8)
    habit = _HABITS * rng.gamma(1.0, 1.0, _HABITS.shape) * (rng.random(len(DEVICES)) < (1, 0.8, 0.7, 0.6, 0.3))
    habit = habit.cumsum(axis=1) / habit.sum(axis=1, keepdims=True)
    habit[:, -1] = 1.0
    person = Listener(
        name=name,
        catalogue=catalogue,
        taste=taste.astype(np.float32),
        artist_taste=(0.6 * tribes.artist[home] + 0.8 * own).astype(np.float32),
        mood=mood.astype(np.float32),
        hurry=(_EVERYONE_HURRIES + rng.normal(0, 0.3, len(PARTS))).astype(np.float32),
        habit=habit,
        activity=float(rng.gamma(3.0, 0.6)) + 0.2,
        noise=noise,
        skip_share=float(rng.uniform(*skips)),
    )
    exposure = Exposure(person, rng)
    person.settle([exposure.draw(part, 128, rng) for part in range(len(PARTS))])
    return person
