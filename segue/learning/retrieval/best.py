"""The k largest of many numbers, as compiled code calls it: one pass, no sort of what is not among them."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

F32 = np.float32


@njit(cache=True, nogil=True)
def keep(value, row, bar, values, rows, count, k):  # type: ignore[no-untyped-def]
    """Offer one value above `bar` to a buffer of at least 2 k; returns (bar, count).

    When the buffer is full, its k largest stay and the bar rises to the smallest of them.
    """
    values[count], rows[count] = value, row
    count += 1
    if count < len(values):
        return bar, count
    bar = np.partition(values, count - k)[count - k]
    ties = k
    for i in range(count):
        ties -= values[i] > bar
    kept = 0
    for i in range(count):  # ties at the bar: first come
        if values[i] > bar or (values[i] == bar and ties > 0):
            ties -= values[i] == bar
            values[kept], rows[kept] = values[i], rows[i]
            kept += 1
    return bar, kept


@njit(cache=True, nogil=True)
def _best(scores, among, k):  # type: ignore[no-untyped-def]
    size = max(4 * k, 64)
    values, rows = np.empty(size, F32), np.empty(size, np.int32)
    bar, count = F32(-np.inf), 0
    for row in among:
        if scores[row] > bar:
            bar, count = keep(scores[row], row, bar, values, rows, count, k)
    return values[:count], rows[:count]


def best_among(scores: NDArray[np.float32], among: NDArray[np.int32], k: int) -> NDArray[np.int32]:
    """(<= k,) int32: those of the rows `among` with the largest scores (n_items,) float32, best first.

    Ties go to the smaller row; what is not above -inf never counts.
    """
    if k < 1 or not len(among):
        return np.empty(0, np.int32)
    values, rows = _best(scores, among, k)
    return in_order(values, rows, k)


def in_order(values: NDArray[np.float32], rows: NDArray[np.int32], k: int) -> NDArray[np.int32]:
    """The k rows with the largest values, best first; ties go to the smaller row."""
    if len(values) > 2 * k > 0:  # sorting many to take few costs more than looking for the last that comes in
        inside = values >= np.partition(values, len(values) - k)[len(values) - k]
        values, rows = values[inside], rows[inside]
    return rows[np.lexsort((rows, -values))[:k]]
