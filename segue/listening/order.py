"""Order and identity of events: one canonical order for the kernel, whatever order they came in."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.listening.columns import settled

_MIX = np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True)
def _fnv(data, offsets, out):  # type: ignore[no-untyped-def]
    """FNV-1a, 64 bits, of each text (http://www.isthe.com/chongo/tech/comp/fnv/)."""
    for i in range(len(out)):
        h = np.uint64(0xCBF29CE484222325)
        for k in range(offsets[i], offsets[i + 1]):
            h = (h ^ np.uint64(data[k])) * np.uint64(0x100000001B3)
        out[i] = h


def hashes(data: NDArray[np.uint8], offsets: NDArray[Any]) -> NDArray[np.uint64]:
    """(n,) uint64 of n texts laid end to end; `offsets` (n + 1,) says where each begins."""
    out = np.empty(len(offsets) - 1, np.uint64)
    _fnv(data, offsets, out)
    return out


@njit(cache=True, nogil=True)
def _settle(order, key, kind, ids):  # type: ignore[no-untyped-def]
    """Events of one run and one moment: what ends before what begins, then by id."""
    for k in range(1, len(order)):
        e = order[k]
        j = k
        while j > 0:
            b = order[j - 1]
            if key[b] != key[e] or kind[b] < kind[e] or (kind[b] == kind[e] and ids[b] <= ids[e]):
                break
            order[j] = b
            j -= 1
        order[j] = e


def by_run(
    run: NDArray[Any], at: NDArray[np.int64], kind: NDArray[np.int8], ids: NDArray[np.uint64]
) -> NDArray[np.int64]:
    """(n,) rows by run, time, kind and id. run: (n,) whole numbers >= 0."""
    if not len(at):
        return np.empty(0, np.int64)
    run = run.astype(np.int64, copy=False)
    first = at.min()
    bits = int(at.max() - first).bit_length()
    if int(run.max()).bit_length() + bits <= 63:  # one number to sort by instead of two
        key = run << bits | (at - first)
        order = np.argsort(key)
    else:
        order = np.lexsort((at, run))
        moved = np.flatnonzero((np.diff(run[order]) != 0) | (np.diff(at[order]) != 0)) + 1
        key = np.zeros(len(at), np.int64)
        key[order[moved]] = 1
        key[order] = np.cumsum(key[order])
    _settle(order, key, kind, ids)
    return order


@njit(cache=True, nogil=True)
def _first_seen(order, listener, ids):  # type: ignore[no-untyped-def]
    size = 16
    while size < 2 * len(order):
        size *= 2
    table = np.full(size, -1, np.int64)
    mask = np.uint64(size - 1)
    kept = np.empty(len(order), np.int64)
    original = np.empty(len(order), np.int64)
    n = 0
    for k in range(len(order)):
        e = order[k]
        slot = ((ids[e] ^ np.uint64(listener[e]) * _MIX) * _MIX >> np.uint64(20)) & mask
        while table[slot] >= 0 and (ids[table[slot]] != ids[e] or listener[table[slot]] != listener[e]):
            slot = (slot + np.uint64(1)) & mask
        if table[slot] < 0:
            table[slot] = e
            kept[n] = e
            n += 1
        original[e] = table[slot]
    return kept[:n], original


def once(
    order: NDArray[np.int64], listener: NDArray[np.int32], ids: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """`order` without the events that were there before: the same id of the same listener; and (n,) which it was."""
    return _first_seen(order, settled(listener), ids)  # type: ignore[no-any-return]
