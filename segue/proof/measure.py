"""What every proof measures alike: intervals and memory."""

import resource
import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_DRAWS, _AT_ONCE = 1_000, 50


def peak_mb() -> float:
    """Largest resident memory of this process so far, in units of 1,000,000 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def mean_interval(values: NDArray[np.float64], seed: int) -> tuple[float, float]:
    """95 % bootstrap interval of the mean of one value per listener; of a paired difference likewise."""
    return interval(values, lambda some: some.mean(axis=1), seed)


def interval(
    values: NDArray[np.float64], statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]], seed: int
) -> tuple[float, float]:
    """95 % bootstrap interval. statistic: (draws, n) resampled values -> (draws,)."""
    if len(values) == 0:
        return float("nan"), float("nan")
    rng, n = np.random.default_rng(seed), len(values)
    # in parts: 1,000 x n numbers of a large set do not fit
    found = [statistic(values[rng.integers(0, n, (_AT_ONCE, n))]) for _ in range(_DRAWS // _AT_ONCE)]
    low, high = np.percentile(np.concatenate(found), [2.5, 97.5])
    return float(low), float(high)
