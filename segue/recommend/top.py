"""The k best rows of one column of scores."""

import numpy as np
from numpy.typing import NDArray

from segue.learning.evaluate import top_k_rows
from segue.learning.standard import nothing_seen
from segue.recommend.partial import Column, Some

_NOTHING = nothing_seen(1)


def top_rows(scores: Column, k: int) -> NDArray[np.int32]:
    """(<= k,) int32, best first; ties go to the smaller row. Scores of -inf are never returned."""
    if isinstance(scores, Some):  # few: sorting all costs less than keeping a long list in order
        best = np.argsort(-scores.values, kind="stable")[:k]
        return scores.rows[best[scores.values[best] > -np.inf]]
    found: NDArray[np.int32] = top_k_rows(scores[None], _NOTHING, min(k, len(scores)))[0]
    return found[found >= 0]
