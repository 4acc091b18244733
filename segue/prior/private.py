"""Hiding listeners: capped, counted and blurred, so that nobody can tell from a prior whether someone is in it.

Each listener counts with at most `CAP` artists and recordings together. Their numbers of listeners, which pairs are
heard together how much, and how many listeners there are get Gaussian noise; an artist is only named when its blurred
number passes a bar that one listener alone passes with probability delta / 2. All else is made of these numbers. So the
whole is mu-GDP
(J. Dong, A. Roth, W. Su, "Gaussian Differential Privacy", JRSS B 2022), added or removed one listener:

    right guesses of whether someone is in it  <=  Phi(mu / 2),    true - false positives  <=  2 Phi(mu / 2) - 1

up to delta / 2, whatever else the guesser knows. mu is chosen for the epsilon and delta asked for (Corollary 2.13).
Noise must never be drawn from a seed that is told: who knows it takes the noise off again.
"""

from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from scipy.stats import norm

from segue.learning.model import LISTENER_POWER
from segue.prior.learn import Heard
from segue.prior.pairs import Pairs

CAP = 30  # artists of one listener
MOST = 4_000  # artists: the blurred pairs are a square matrix, 64 MB
_COUNTS = 0.25  # share of mu^2 that numbers of listeners get; pairs get the rest
_CLEAR = 2.5  # pairs weaker than so many standard deviations of the noise are left out: mostly noise themselves


@dataclass(frozen=True, slots=True)
class Budget:
    """epsilon, delta: of (epsilon, delta)-differential privacy, for the whole prior."""

    epsilon: float
    delta: float = 1e-6

    def __post_init__(self) -> None:
        if not (0 < self.epsilon <= 100 and 0 < self.delta < 1):
            raise ValueError("epsilon is above 0 and at most 100, delta between 0 and 1")

    @property
    def mu(self) -> float:
        """The largest that keeps to it, by bisection."""
        low, high = 0.0, 50.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if _delta(middle, self.epsilon) <= self.delta / 2 else (low, middle)
        return low

    def __str__(self) -> str:
        return f"at most {CAP} artists of each listener; epsilon {self.epsilon:g}, delta {self.delta:g}"


@dataclass(frozen=True, slots=True)
class Noise:
    """Standard deviations of what is added to numbers of listeners and to pairs; bar: see above."""

    counts: float
    pairs: float
    bar: float

    @classmethod
    def of(cls, budget: Budget) -> "Noise":
        mu = budget.mu
        counts = sqrt(CAP + 1) / (mu * sqrt(_COUNTS))
        pairs = _pairs_sensitivity() / (mu * sqrt(1 - _COUNTS))
        return cls(counts, pairs, 1 + counts * float(norm.isf(budget.delta / 2 / CAP)))


def hide(heard: Heard, noise: Noise, rng: np.random.Generator) -> Pairs:
    """Raises ValueError when so few listen that no artist can be named."""
    heard, artist_of = _joined(heard)
    pairs = capped(heard.pairs, rng)
    told = np.bincount(pairs.indices, minlength=pairs.shape[1])
    blurred = told + rng.normal(0, noise.counts, len(told))
    population = float(pairs.shape[0] + rng.normal(0, noise.counts))
    order = np.argsort(-blurred, kind="stable")
    named = order[(told[order] > 0) & (blurred[order] > noise.bar)][:MOST]
    named = named[(artist_of[named] < 0) | np.isin(artist_of[named], named)]  # of those that are named anyway
    if len(named) < 2:
        raise ValueError(
            f"too few listeners to hide one among the others: an artist is named from {noise.bar:.0f} listeners on; "
            "ask for a larger epsilon, or build from a larger home"
        )
    together = _together(csr_array(pairs[:, named]))
    together += _symmetric(rng, len(named), noise.pairs)
    mass = np.maximum(np.diagonal(together), 0).astype(np.float32)
    np.fill_diagonal(together, 0)
    together[together < _CLEAR * noise.pairs] = 0
    listeners = np.maximum(blurred[named], 1).astype(np.float32)
    mbids = {new: heard.mbids[int(old)] for new, old in enumerate(named) if int(old) in heard.mbids}
    names = [heard.names[old] for old in named]
    place = {int(old): new for new, old in enumerate(named)}
    artists = np.array([place.get(int(artist_of[old]), -1) for old in named], np.int32)
    return Pairs(heard.keys[named], names, mbids, listeners, mass, csr_array(together), max(population, 1.0), artists)


def _joined(heard: Heard) -> tuple[Heard, NDArray[np.int64]]:
    """Recordings as further columns, and of each column the one of its artist, -1 for artists."""
    n, told = heard.pairs.shape[1], heard.recordings
    if told is None:
        return heard, np.full(n, -1, np.int64)
    pairs = csr_array(hstack([heard.pairs, told.pairs], format="csr"))
    pairs.sort_indices()
    mbids = {**heard.mbids, **{n + column: mbid for column, mbid in told.mbids.items()}}
    keys, names = np.concatenate([heard.keys, told.keys]), [*heard.names, *told.titles]
    artist_of = np.concatenate([np.full(n, -1, np.int64), told.artists.astype(np.int64)])
    return Heard(pairs, keys, names, mbids, heard.plays), artist_of


def capped(pairs: csr_array, rng: np.random.Generator) -> csr_array:
    """Of each listener at most `CAP` artists, by chance."""
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    order = np.lexsort((rng.random(pairs.nnz), row))
    rank = np.arange(pairs.nnz) - np.repeat(pairs.indptr[:-1], np.diff(pairs.indptr))
    kept = np.sort(order[rank < CAP])
    return csr_array((np.ones(len(kept), np.float32), (row[kept], pairs.indices[kept])), shape=pairs.shape)


def _together(pairs: csr_array) -> NDArray[np.float32]:
    """(n, n) float32: sum over the listeners of both of degree^-LISTENER_POWER, with the diagonal."""
    degree = np.maximum(np.diff(pairs.indptr), 1).astype(np.float32)
    scaled = csr_array(pairs.multiply((degree ** np.float32(-LISTENER_POWER))[:, None]))
    return np.asarray((pairs.T @ scaled).todense(), np.float32)


def _symmetric(rng: np.random.Generator, n: int, deviation: float) -> NDArray[np.float32]:
    """Each pair's noise once, on both sides: drawn twice it could be averaged away."""
    upper = np.triu(rng.standard_normal((n, n), np.float32)) * np.float32(deviation)
    return np.asarray(upper + np.triu(upper, 1).T, np.float32)


def _pairs_sensitivity() -> float:
    """Most that one listener changes the upper triangle, diagonal and all, as a Euclidean length."""
    return max(sqrt(d * (d + 1) / 2) / float(d**LISTENER_POWER) for d in range(1, CAP + 1))


def _delta(mu: float, epsilon: float) -> float:
    if mu <= 0:
        return 0.0
    return float(norm.cdf(-epsilon / mu + mu / 2) - exp(epsilon) * norm.cdf(-epsilon / mu - mu / 2))
