"""Blocks: intervals for plays of one listener, which are no independent draws: whole days are drawn anew."""

import numpy as np
from numpy.typing import NDArray

from segue.learning.calibration import weighted_auc

_DRAWS = 500
Values = NDArray[np.float64]


def auc_interval(
    score: Values, happened: NDArray[np.float32], day: NDArray[np.int64], seed: int
) -> tuple[float, float]:
    """95 % interval of the AUC. day: (n,) block of each row."""
    return _interval(_drawn(score, happened, day, seed))


def auc_gain(
    score: Values, other: Values, happened: NDArray[np.float32], day: NDArray[np.int64], seed: int
) -> tuple[float, float]:
    """95 % interval of what the AUC of `score` is above that of `other`: the same days are drawn for both."""
    return _interval(_drawn(score, happened, day, seed) - _drawn(other, happened, day, seed))


def _drawn(score: Values, happened: NDArray[np.float32], day: NDArray[np.int64], seed: int) -> Values:
    """(draws,) the AUC over days drawn anew, the same for every score."""
    order = np.argsort(score, kind="stable")
    _, block = np.unique(day, return_inverse=True)
    count = int(block.max(initial=-1)) + 1
    rng = np.random.default_rng(seed)
    found = np.empty(_DRAWS)
    for draw in range(_DRAWS):
        often = np.bincount(rng.integers(0, count, count), minlength=count).astype(np.float64)
        found[draw] = weighted_auc(order, score, happened, often[block])
    return found


def _interval(drawn: Values) -> tuple[float, float]:
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)
