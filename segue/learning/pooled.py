"""Tracks seen as what the prior knows them by: all tracks of an artist are one row."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import Histories, ItemPrior
from segue.learning.rows import nothing

_MOST = 2.0  # what one row can count, however many of its tracks were liked


def unknown(n_items: int) -> ItemPrior:
    """A prior that knows nothing: every item a row of its own."""
    none, empty = np.zeros((0, 0), np.float32), np.zeros((n_items, 0), np.float32)
    rows = np.arange(n_items, dtype=np.int32)
    heard = np.zeros(n_items, np.float32)
    return ItemPrior(rows, heard, nothing((n_items, n_items)), empty, none, none, none, 0.0, 0.0, 0.0, 0.0)


def pooled(histories: Histories, row_of: NDArray[np.int32], m: int) -> Histories:
    """Over m rows; what is liked of an artist weighs up to 2, and what is both liked and skipped cancels."""
    return Histories(_sums(histories.liked, row_of, m, _MOST), _sums(histories.skipped, row_of, m, 1.0))


def _sums(matrix: csr_array, row_of: NDArray[np.int32], m: int, most: float) -> csr_array:
    # all three copied: `sum_duplicates` moves row starts in place, and those of `matrix` are somebody else's
    parts = (matrix.data.astype(np.float32), row_of[matrix.indices], matrix.indptr.copy())
    moved = csr_array(parts, shape=(matrix.shape[0], m))
    moved.sum_duplicates()
    np.minimum(moved.data, np.float32(most), out=moved.data)
    return moved
