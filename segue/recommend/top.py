"""The k best rows of one column of scores."""

import numpy as np
from numpy.typing import NDArray

from segue.learning.evaluate import top_k_rows
from segue.learning.standard import nothing_seen
from segue.recommend.partial import Column, Some

_NOTHING = nothing_seen(1)


def top_rows(scores: Column, k: int) -> NDArray[np.int32]:
    """(<= k,) int32, best first; ties go to the smaller row. Scores of -inf are never returned."""
    values = scores.values if isinstance(scores, Some) else scores
    found: NDArray[np.int32] = top_k_rows(values[None], _NOTHING, min(k, len(values)))[0]
    found = found[found >= 0]
    return scores.rows[found] if isinstance(scores, Some) else found
