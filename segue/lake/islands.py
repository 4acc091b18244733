"""Islands: stretches of a listener's events with silence around them, in which everything can be derived anew.

What happens in an island cannot change a listen or a session outside of it: the silence is longer than any gap
that the kernel looks across.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from segue.listening.runs import SILENCE_MS  # longer than the gap between two sessions can be

_LONGEST_MS = 24 * 3_600_000  # of one play: an audiobook; more is a mistake in the message
FIRST_MS, _WIDER, _WIDEST_MS = 2 * 24 * 3_600_000, 8, 600 * 24 * 3_600_000
_APART = 2**55  # more than between any two times
_MOST = 64  # windows of one listener, before all of it is read

Int = NDArray[np.int64]
BEGINNING, END = -(2**53), 2**53  # Unix ms before and after everything


@dataclass(frozen=True, slots=True)
class Windows:
    """(w,) stretches of time that are read, of one listener each; they do not overlap."""

    listener: NDArray[np.object_]
    first: Int
    last: Int

    def take(self, rows: NDArray[np.bool_]) -> "Windows":
        return Windows(self.listener[rows], self.first[rows], self.last[rows])

    def table(self) -> pa.Table:
        return pa.table({"listener": pa.array(self.listener, pa.string()), "first": self.first, "last": self.last})


@dataclass(frozen=True, slots=True)
class Touched:
    """rows: (n,) whether an event is in an island with news; islands: those; more: windows that are too narrow."""

    rows: NDArray[np.bool_]
    islands: Windows
    more: NDArray[np.bool_]


def windows(listener: pa.ChunkedArray, at_ms: Int, reach_ms: int = FIRST_MS) -> Windows:
    """What to read around news at these times."""
    who, names = coded(listener)
    if not len(who):
        return Windows(names, at_ms, at_ms)
    order = np.lexsort((at_ms, who))
    who, at = who[order], at_ms[order]
    new = np.ones(len(at), bool)
    new[1:] = (who[1:] != who[:-1]) | (at[1:] - at[:-1] > 2 * reach_ms)
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(at)) - 1
    owner, first, last = who[starts], at[starts] - reach_ms, at[ends] + reach_ms
    counts = np.bincount(owner, minlength=len(names))
    many = counts[owner] > _MOST
    alone = ~many | np.append(True, owner[1:] != owner[:-1])
    first, last = np.where(many, BEGINNING, first), np.where(many, END, last)
    return Windows(names[owner[alone]], first[alone], last[alone])


def wider(windows: Windows, more: NDArray[np.bool_]) -> Windows:
    """With more around those that were too narrow; all of time in the end. Those that overlap by then become one."""
    listener, first, last = windows.listener, windows.first.copy(), windows.last.copy()
    add = (last - first) * (_WIDER - 1) // 2
    far = more & (last - first + 2 * add > _WIDEST_MS)
    first, last = np.where(more, first - add, first), np.where(more, last + add, last)
    return joined(Windows(listener, np.where(far, BEGINNING, first), np.where(far, END, last)))


def joined(windows: Windows) -> Windows:
    """Windows of one listener that overlap become one."""
    order = np.lexsort((windows.first, windows.listener.astype(str)))
    listener, first, last = windows.listener[order], windows.first[order], windows.last[order].copy()
    kept: list[int] = []
    for i in range(len(listener)):
        if kept and listener[kept[-1]] == listener[i] and first[i] <= last[kept[-1]]:
            last[kept[-1]] = max(last[kept[-1]], last[i])
        else:
            kept.append(i)
    return Windows(listener[kept], first[kept], last[kept])


def touched(events: pa.Table, new: NDArray[np.bool_], read: Windows) -> Touched:
    """events: all of them in the windows `read`, with the columns of `segue.listening.schema.EVENTS`."""
    who, names = coded(events["listener"])
    first, last = _spans(events)
    order = np.lexsort((last, first, who))
    island = np.empty(len(who), np.int64)
    if len(who):
        f, w = first[order], who[order].astype(np.int64)
        reached = np.maximum.accumulate(last[order] + w * _APART) - w * _APART  # a listener cannot reach into the next
        begins = np.ones(len(f), bool)
        begins[1:] = (w[1:] != w[:-1]) | (f[1:] - reached[:-1] > SILENCE_MS)
        island[order] = np.cumsum(begins) - 1
    count = int(island.max(initial=-1)) + 1
    fresh = np.zeros(count, bool)
    fresh[island[new]] = True
    low, high = np.full(count, END), np.full(count, BEGINNING)
    np.minimum.at(low, island, first)
    np.maximum.at(high, island, last)
    owner = np.zeros(count, np.int64)
    owner[island] = who
    chosen = np.flatnonzero(fresh)
    islands = Windows(names[owner[chosen]] if count else names[:0], low[chosen], high[chosen])
    return Touched(fresh[island] if count else np.zeros(0, bool), islands, _narrow(islands, read))


def _spans(events: pa.Table) -> tuple[Int, Int]:
    """(n,) from when to when each event can tell of anything."""
    at = milliseconds(events["at"])
    told = np.maximum.reduce([_number(events[name]) for name in ("played_ms", "duration_ms", "position_ms")])
    told = np.minimum(told, _LONGEST_MS)
    return at - told, at + told


def _narrow(islands: Windows, read: Windows) -> NDArray[np.bool_]:
    """(w,) windows at whose edge an island with news ends: what is beyond may belong to it."""
    more = np.zeros(len(read.first), bool)
    edges = [(i, read.first[i] > BEGINNING, read.last[i] < END) for i in range(len(read.first))]
    by_listener: dict[str, list[int]] = {}
    for i, name in enumerate(read.listener):
        by_listener.setdefault(name, []).append(i)
    for name, first, last in zip(islands.listener, islands.first.tolist(), islands.last.tolist(), strict=True):
        for i in by_listener.get(name, ()):
            if first - SILENCE_MS <= read.last[i] and last + SILENCE_MS >= read.first[i]:
                more[i] |= (edges[i][1] and first - SILENCE_MS < read.first[i]) or (
                    edges[i][2] and last + SILENCE_MS > read.last[i]
                )
    return more


def milliseconds(column: pa.ChunkedArray) -> Int:
    """Unix time; cut off as the kernel does."""
    return pc.cast(column, pa.int64()).combine_chunks().to_numpy(zero_copy_only=False) // 1000  # type: ignore[no-any-return]


def _number(column: pa.ChunkedArray) -> Int:
    return np.maximum(column.fill_null(0).combine_chunks().to_numpy(zero_copy_only=False), 0)  # type: ignore[no-any-return]


def coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], NDArray[np.object_]]:
    """Text as codes, -1 where there is none, and the text of each code."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    names = np.array(encoded.dictionary.to_pylist(), object)
    return codes.astype(np.int32), names
