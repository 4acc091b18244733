"""The k best rows of one score vector."""

import numpy as np
from numpy.typing import NDArray

from segue.learning.evaluate import top_k_rows
from segue.learning.standard import nothing_seen

_NOTHING = nothing_seen(1)


def top_rows(scores: NDArray[np.float32], k: int) -> NDArray[np.int32]:
    """(<= k,) int32, best first; ties go to the smaller row. Scores of -inf are never returned."""
    rows: NDArray[np.int32] = top_k_rows(scores[None], _NOTHING, min(k, len(scores)))[0]
    return rows[rows >= 0]
