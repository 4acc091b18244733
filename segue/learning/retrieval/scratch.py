"""Columns of zeros that are lent and given back.

An answer adds up sparse rows in a column as long as the catalogue. A fresh one costs a page fault for every page that
is written: a million tracks make that dearer than the sums. Whoever is done clears only what was written.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

_LENGTHS, _EACH = 8, 8  # lengths that are remembered, and free columns of each


class Zeros(NamedTuple):
    """sums: (n,) float32, seen: (n,) bool, both all zeros when they are lent; met: (n,) int32, anything."""

    sums: NDArray[np.float32]
    seen: NDArray[np.bool_]
    met: NDArray[np.int32]


_free: dict[int, list[Zeros]] = {}  # by length; a list's pop and append are whole for every thread


@njit(cache=True, nogil=True)
def _clear(sums, seen, written):  # type: ignore[no-untyped-def]
    for at in written:
        sums[at], seen[at] = 0, False


def lend(n: int) -> Zeros:
    free = _free.get(n)
    if free:
        try:
            return free.pop()
        except IndexError:  # another thread was faster
            pass
    return Zeros(np.zeros(n, np.float32), np.zeros(n, np.bool_), np.empty(n, np.int32))


def give_back(lent: Zeros, written: NDArray[np.int32]) -> None:
    """written: every place that may not be zero."""
    n = len(lent.sums)
    if n not in _free and len(_free) >= _LENGTHS:  # of models that are gone
        _free.clear()
    free = _free.setdefault(n, [])
    if len(free) < _EACH:
        _clear(lent.sums, lent.seen, written)
        free.append(lent)
