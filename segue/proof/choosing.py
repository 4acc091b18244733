"""Choosing the weights of a blend from few listeners, of whom a few hundred are soon overfitted.

A blend ranks what its components name. It adds square roots of their z-scores or reciprocal ranks (G. Cormack,
C. Clarke, S. Buettcher, "Reciprocal Rank Fusion Outperforms Condorcet and Individual Rank Learning Methods", SIGIR
2009), whichever does better on halves of the listeners that its weights have not seen. The weights are counts of greedy
choices with replacement, the mean over random halves of the listeners (R. Caruana et al., "Ensemble Selection from
Libraries of Models", ICML 2004).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segue.learning.ascent import CUTOFF, Examples, gain

Floats = NDArray[np.float64]


def roots(made: Examples) -> Examples:
    """Scores whose far ends are pulled in."""
    z: NDArray[np.float32] = np.sign(made.z) * np.sqrt(np.abs(made.z))
    return made._replace(z=z)


def ranks(made: Examples) -> Examples:
    """1 for the best of each listener, half of it for the 21st."""
    z = np.empty_like(made.z)
    for a, b in pairwise(made.starts):
        place = np.argsort(np.argsort(-made.z[a:b], axis=0, kind="stable"), axis=0)
        z[a:b] = CUTOFF / (CUTOFF + place)
    return made._replace(z=z)


SCALES = {"roots": roots, "ranks": ranks}


def some_of(made: Examples, keep: NDArray[np.int64]) -> Examples:
    sizes, starts = np.diff(made.starts)[keep], made.starts[keep]
    begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    at = np.repeat(starts - begins[:-1], sizes) + np.arange(begins[-1])
    return Examples(begins, made.z[at], made.relevant[at], made.wanted[keep])


def only(made: Examples, columns: Sequence[int]) -> Examples:
    return made._replace(z=np.ascontiguousarray(made.z[:, list(columns)]))


def greedy(made: Examples, rounds: int) -> Floats:
    """(n_components,) adding up to 1: how often each was the best to add, up to the best of all sums."""
    counts = np.zeros(made.z.shape[1])
    kept, most = counts, -1.0
    for _ in range(rounds):
        worth = [gain(made, counts + one) for one in np.eye(len(counts))]
        counts = counts + np.eye(len(counts))[int(np.argmax(worth))]
        if max(worth) > most:
            kept, most = counts, max(worth)
    shares: Floats = kept / max(kept.sum(), 1.0)
    return shares


def weigh(made: Examples, seed: int, bags: int, rounds: int) -> Floats:
    """(n_components,) adding up to 1, the mean over random halves of the listeners."""
    rng, n = np.random.default_rng(seed), len(made.wanted)
    if n == 0:
        return np.full(made.z.shape[1], 1 / max(made.z.shape[1], 1))
    halves = (np.sort(rng.choice(n, (n + 1) // 2, replace=False)) for _ in range(bags))
    found: Floats = np.mean([greedy(some_of(made, half), rounds) for half in halves], axis=0)
    return found


def better_scale(made: Examples, seed: int) -> str:
    """Of SCALES, by what weights from one half of the listeners are worth on the other."""
    order = np.random.default_rng(seed).permutation(len(made.wanted))
    halves = [np.sort(order[::2]), np.sort(order[1::2])]
    worth = {}
    for name, scale in SCALES.items():
        parts = [some_of(scale(made), half) for half in halves]
        worth[name] = sum(
            gain(there, weigh(here, seed, 3, 15)) * len(there.wanted)
            for here, there in (parts, parts[::-1])
            if len(there.wanted)
        )
    return max(worth, key=lambda name: worth[name])


def figures(made: Examples, weights: Floats) -> Floats:
    """(n, 2) recall@20 and NDCG@20 of each listener."""
    out, total = np.zeros((len(made.wanted), 2)), made.z @ weights.astype(np.float32)
    discount = 1 / np.log2(np.arange(2, CUTOFF + 2))
    for u, (a, b) in enumerate(pairwise(made.starts)):
        hits = made.relevant[a:b][np.argsort(-total[a:b], kind="stable")[:CUTOFF]]
        out[u] = hits.sum() / made.wanted[u], hits @ discount[: len(hits)] / discount[: made.wanted[u]].sum()
    return out
