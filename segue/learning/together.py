"""Who is heard together: damped co-occurrence of items, only the strongest of each kept.

    c_ij = sum over listeners u of both of d_u^-power

One item at a time, so that memory is what is kept and not the square of the items.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.rows import columns_of, degrees, rows
from segue.learning.threads import over_rows


@njit(cache=True, nogil=True)
def _together_rows(start, stop, first, by_item, by_listener, weight, favour, near, values, found):  # type: ignore[no-untyped-def]
    n_items, keep = len(favour), near.shape[1]
    sums = np.zeros(n_items, np.float32)
    met = np.empty(n_items, np.int32)
    for row in range(start, stop):
        i, n_met = first + row, 0
        for e in range(by_item.starts[i], by_item.starts[i + 1]):
            u = by_item.columns[e]
            for f in range(by_listener.starts[u], by_listener.starts[u + 1]):
                j = by_listener.columns[f]
                if sums[j] == 0:
                    met[n_met] = j
                    n_met += 1
                sums[j] += weight[u]
        bar, kept = np.float32(-1), 0
        if n_met - 1 > keep:
            keys = np.empty(n_met, np.float32)
            for t in range(n_met):
                keys[t] = sums[met[t]] * favour[met[t]] if met[t] != i else np.float32(-1)
            bar = np.partition(keys, n_met - keep)[n_met - keep]
        for above in (True, False):  # ties at the bar: first come
            for t in range(n_met):
                j = met[t]
                key = sums[j] * favour[j]
                if j != i and kept < keep and ((above and key > bar) or (not above and key == bar)):
                    near[row, kept], values[row, kept] = j, sums[j]
                    kept += 1
        found[row] = kept
        for t in range(n_met):
            sums[met[t]] = 0


def together(
    heard: csr_array,
    power: float,
    popularity_power: float,
    keep: int,
    weight: NDArray[np.float32] | None = None,
    first: int = 0,
) -> csr_array:
    """(n_items - first, n_items) float32 CSR without a diagonal, sorted indices, at most `keep` entries a row.

    heard: (n_listeners, n_items) CSR, of which only the pattern counts. Kept are the largest
    c_ij n_j^-popularity_power of each row i. weight: (n_listeners,) float32 instead of d_u^-power; first: the item
    of the first row
    """
    by_listener, by_item = rows(heard), columns_of(heard)
    n = heard.shape[1]
    keep, asked = max(1, min(keep, n - 1)), n - first
    near, values = np.zeros((asked, keep), np.int32), np.zeros((asked, keep), np.float32)
    found = np.zeros(asked, np.int64)
    if weight is None:
        weight = degrees(by_listener) ** np.float32(-power)
    favour = degrees(by_item) ** np.float32(-popularity_power)
    over_rows(_together_rows, asked, first, by_item, by_listener, weight, favour, near, values, found)
    return ragged(near, values, found, n)


def ragged(near: NDArray[np.int32], values: NDArray[np.float32], found: NDArray[np.int64], width: int) -> csr_array:
    """The first `found` entries of each row, as a matrix with sorted indices."""
    used = np.arange(near.shape[1]) < found[:, None]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(found)])
    matrix = csr_array((values[used], near[used], starts), shape=(len(near), width))
    matrix.sort_indices()
    return matrix
