"""What a taste is made of: shares of tags and artists, and how far two tastes are from each other."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segue.catalog.store import Catalog
from segue.domain.event import TrackId

_TAGS = 3  # of a track, the most telling ones
_LEAST = 8  # choices
_DRAWS = 400
_SURE = 0.95
_CLEAR = 2.6  # standard errors before a single share is called another one


@dataclass(frozen=True, slots=True)
class Shift:
    """One name's share in a taste against another one."""

    name: str
    here: float
    usual: float


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a taste is from the usual one: Jensen-Shannon distance, 0 = the same, 1 = nothing in common.

    noise: so far apart are two samples of one and the same taste at the most, 19 times of 20.
    """

    distance: float
    noise: float
    more: list[Shift]
    less: list[Shift]

    @property
    def differs(self) -> bool:
        return self.distance > self.noise


def tag_shares(amounts: Mapping[TrackId, float], catalog: Catalog) -> dict[str, float]:
    """Tag -> summed amount; a track's goes to its first three tags in equal parts."""
    found: dict[str, float] = {}
    for track, amount in amounts.items():
        known = catalog.get(track)
        tags = known.tags[:_TAGS] if known else ()
        for tag in tags:
            found[tag] = found.get(tag, 0.0) + amount / len(tags)
    return found


def artist_shares(amounts: Mapping[TrackId, float], catalog: Catalog) -> dict[str, float]:
    found: dict[str, float] = {}
    for track, amount in amounts.items():
        if (known := catalog.get(track)) is not None:
            found[known.artist] = found.get(known.artist, 0.0) + amount
    return found


def choices(amounts: Mapping[TrackId, float]) -> int:
    """How many independent choices a taste stands on: as many tracks, less where a few make up most of it.

    Kish's effective sample size (Kish, "Survey Sampling", 1965); plays of one track are not independent.
    """
    w = np.array([*amounts.values()], np.float64)
    return int(w.sum() ** 2 / (w**2).sum()) if len(w) and w.any() else 0


def apart(here: Mapping[str, float], usual: Mapping[str, float], n: int, m: int, seed: int) -> Distance | None:
    """The distance, its noise, and what makes it. None: there is too little of either.

    n, m: the independent choices that `here` and `usual` stand on. The noise is found by drawing so many for both of
    them from the two together, again and again.
    """
    names = sorted({*here, *usual})
    p, q = (np.array([side.get(name, 0.0) for name in names]) for side in (here, usual))
    if min(n, m) < _LEAST or p.sum() <= 0 or q.sum() <= 0:
        return None
    p, q = p / p.sum(), q / q.sum()
    both = (n * p + m * q) / (n + m)
    chance = np.random.default_rng(seed)
    one, other = (chance.multinomial(size, both, size=_DRAWS) / size for size in (n, m))
    noise = float(np.quantile(_distance(one, other), _SURE))
    error = np.sqrt(both * (1 - both) * (1 / n + 1 / m))
    clear = np.flatnonzero(np.abs(p - q) > _CLEAR * error)
    shifts = [Shift(names[i], float(p[i]), float(q[i])) for i in clear[np.argsort(-np.abs(p - q)[clear])]]
    return Distance(
        float(_distance(p, q)), noise, [s for s in shifts if s.here > s.usual], [s for s in shifts if s.here < s.usual]
    )


def _distance(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Lin, "Divergence measures based on the Shannon entropy" (1991), its root, in bits; along the last axis."""
    m = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = np.where(p > 0, p * np.log2(p / m), 0) + np.where(q > 0, q * np.log2(q / m), 0)
    return np.asarray(np.sqrt(np.maximum(0.0, bits.sum(axis=-1) / 2)))
