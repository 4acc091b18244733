"""What a taste is made of: shares of tags and artists, and how far two tastes are from each other."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segue.catalog.store import Catalog
from segue.domain.event import TrackId

_TAGS = 3  # of a track, the most telling ones
_DRAWS = 400
_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Shift:
    """One name's share in a taste against another one."""

    name: str
    here: float
    usual: float


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a taste is from the usual one: Jensen-Shannon distance, 0 = the same, 1 = nothing in common.

    noise: so far apart are two samples of one and the same taste at the most, 99 times of 100.
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


def apart(here: Mapping[str, float], usual: Mapping[str, float], n: int, seed: int) -> Distance | None:
    """The distance, its noise, and what makes it. None: there is too little of either.

    n: independent choices that `here` stands on. Listens of one album are not independent, so tracks are counted.
    The noise is found by drawing so many from the usual taste, again and again.
    """
    names = sorted({*here, *usual})
    p, q = (np.array([side.get(name, 0.0) for name in names]) for side in (here, usual))
    if n < 5 or p.sum() <= 0 or q.sum() <= 0:
        return None
    p, q = p / p.sum(), q / q.sum()
    drawn = np.random.default_rng(seed).multinomial(n, q, size=_DRAWS) / n
    noise = float(np.quantile([_distance(one, q) for one in drawn], _SURE))
    error = np.sqrt(np.maximum(q, 1 / n) * (1 - np.minimum(q, 1 - 1 / n)) / n)
    clear = np.flatnonzero(np.abs(p - q) > 2 * error)
    shifts = [Shift(names[i], float(p[i]), float(q[i])) for i in clear[np.argsort(-np.abs(p - q)[clear])]]
    return Distance(
        _distance(p, q), noise, [s for s in shifts if s.here > s.usual], [s for s in shifts if s.here < s.usual]
    )


def _distance(p: np.ndarray, q: np.ndarray) -> float:
    """Lin, "Divergence measures based on the Shannon entropy" (1991), its root, in bits."""
    m = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = np.where(p > 0, p * np.log2(p / m), 0).sum() + np.where(q > 0, q * np.log2(q / m), 0).sum()
    return float(np.sqrt(max(0.0, bits / 2)))
