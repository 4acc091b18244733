"""A history lived through again: before each play what was known, after it what came of it."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.skips.past import GAP_MS, Moment, N, Past, know, learn, nothing
from segue.learning.skips.plays import Plays


class _Columns(NamedTuple):
    """Of `Plays`, as a kernel takes them."""

    end_ms: NDArray[np.int64]
    cell: NDArray[np.int16]
    track: NDArray[np.int32]
    artist: NDArray[np.int32]
    album: NDArray[np.int32]
    device: NDArray[np.int32]
    activity: NDArray[np.int32]
    location: NDArray[np.int32]
    shuffle: NDArray[np.int8]
    began: NDArray[np.int8]


@njit(cache=True, nogil=True)
def _replay(past, p, starts, skipped, out):  # type: ignore[no-untyped-def]
    until = 0.0
    for i in range(len(starts)):
        told = starts[i] >= 0
        now = float(starts[i])
        if not told and p.end_ms[i] - until > GAP_MS:
            # nobody told the beginning: that hours have passed is seen all the same, but never how many
            now = until + GAP_MS + 1
        at = Moment(now, p.cell[i], p.device[i], p.activity[i], p.location[i], p.shuffle[i], p.began[i])
        know(past, at, p.track[i : i + 1], p.artist[i : i + 1], p.album[i : i + 1], out[i : i + 1])
        if not told:
            out[i, 18] = -1.0
        start = now if now >= 0 else until
        learn(past, at, p.track[i], p.artist[i], p.album[i], start, float(p.end_ms[i]), skipped[i])
        until = max(until, float(p.end_ms[i]))


def replay(plays: Plays, outcome: NDArray[np.float32]) -> tuple[NDArray[np.float32], Past]:
    """(n, N) float32 columns of every play as they were before it, and what is known after the last.

    outcome: (n,) 0 or 1, what the rates are rates of: `plays.skipped` or `plays.short`
    """
    past = nothing(*(_most(codes) for codes in (
        plays.track, plays.artist, plays.album, plays.device, plays.activity, plays.location
    )))  # fmt: skip
    out = np.empty((len(plays), N), np.float32)
    columns = _Columns(*(getattr(plays, name) for name in _Columns._fields))
    _replay(past, columns, plays.starts(), outcome.astype(np.float64), out)
    return out, past


def _most(codes: NDArray[np.int32]) -> int:
    return int(codes.max(initial=-1)) + 1
