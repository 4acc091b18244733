"""Putting scores of different models on one scale: z-scores over all items, row by row.

Z-scores keep what ranks throw away, how far the best item stands out, and need no calibration per model
(M. Montague, J. Aslam, "Relevance Score Normalization for Metasearch", CIKM 2001).
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.rows import Rows
from segue.learning.threads import over_rows


@njit(cache=True, nogil=True, fastmath=True)
def _moments(row):  # type: ignore[no-untyped-def]
    """(mean, 1 / standard deviation) as float32; (mean, 0) for a row that is constant but for rounding."""
    first = second = 0.0
    for j in range(row.shape[0]):
        first += row[j]
        second += row[j] * row[j]
    mean = first / row.shape[0]
    deviation = np.sqrt(max(second / row.shape[0] - mean * mean, 0.0))
    if deviation <= 1e-6 * abs(mean) or deviation < 1e-30:
        return np.float32(mean), np.float32(0)
    return np.float32(mean), np.float32(1 / deviation)


@njit(cache=True, nogil=True, fastmath=True)
def _standardise(start, stop, scores, seen, out):  # type: ignore[no-untyped-def]
    for u in range(start, stop):
        row, target = scores[u], out[u]
        for e in range(seen.starts[u], seen.starts[u + 1]):
            row[seen.columns[e]] = 0
        mean, scale = _moments(row)
        for j in range(row.shape[0]):
            target[j] = scale * (row[j] - mean)


@njit(cache=True, nogil=True, fastmath=True)
def _add(start, stop, scores, seen, weight, out):  # type: ignore[no-untyped-def]
    for u in range(start, stop):
        row, target = scores[u], out[u]
        for e in range(seen.starts[u], seen.starts[u + 1]):
            row[seen.columns[e]] = 0
        mean, scale = _moments(row)
        for j in range(row.shape[0]):
            target[j] += weight * scale * (row[j] - mean)


def nothing_seen(n: int) -> Rows:
    """n empty rows: z-scores over the scores as they are."""
    return Rows(np.zeros(n + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32))


def standardise(scores: NDArray[np.float32], seen: Rows, out: NDArray[np.float32]) -> None:
    """out (n, n_items) float32 <- z-scores of scores (n, n_items) float32, whose items of `seen` become 0.

    `scores` and `out` may be the same array.
    """
    over_rows(_standardise, len(scores), scores, seen, out)


def add_standardised(scores: NDArray[np.float32], seen: Rows, weight: float, out: NDArray[np.float32]) -> None:
    """out += weight * z-scores, without storing them; `scores` as for `standardise`."""
    over_rows(_add, len(scores), scores, seen, np.float32(weight), out)
