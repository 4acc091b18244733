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
    order = np.argsort(score, kind="stable")
    _, block = np.unique(day, return_inverse=True)
    count = int(block.max(initial=-1)) + 1
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(_DRAWS):
        often = np.bincount(rng.integers(0, count, count), minlength=count).astype(np.float64)
        found.append(weighted_auc(order, score, happened, often[block]))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)
