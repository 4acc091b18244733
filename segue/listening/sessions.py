"""Sessions: listens of one listener with no gap over a threshold, on whatever devices."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.listening.columns import Plays

GAP_MS = 30 * 60_000  # between two sessions, until the data say otherwise
_LEAST = 200  # gaps that a fitted threshold stands on
_SIDE = 0.02  # share of the gaps on either side of a threshold, at least
_SHORTEST_MS, _LONGEST_MS = 5 * 60_000, 4 * 3_600_000


@njit(cache=True, nogil=True)
def _number(listener, start, end, gap):  # type: ignore[no-untyped-def]
    session = np.empty(len(start), np.int64)
    count, until = np.int64(-1), np.int64(0)
    for i in range(len(start)):
        if i == 0 or listener[i] != listener[i - 1] or start[i] - until > gap:
            count += 1
            until = end[i]
        else:
            until = max(until, end[i])
        session[i] = count
    return session


def number(plays: Plays, gap_ms: int = GAP_MS) -> NDArray[np.int64]:
    """(m,) session of each play, from 0; `plays` sorted by listener, then start."""
    return _number(plays.listener, plays.start, plays.end, gap_ms)  # type: ignore[no-any-return]


def fitted_gap(gaps_ms: NDArray[np.int64]) -> int:
    """The threshold between gaps within a session and gaps between sessions, in milliseconds.

    Waiting times between plays have two humps on a logarithmic scale: seconds between tracks, hours between
    visits. The threshold is the emptiest place between 5 minutes and 4 hours (Halfaker et al., "User session
    identification based on strong regularities in inter-activity time", 2015, arXiv:1411.2878), smoothed over a
    factor of two, with some of the gaps on either side. With fewer than 200 gaps, or where there is no valley, it
    is 30 minutes.
    """
    gaps = gaps_ms[gaps_ms > 1_000]
    if len(gaps) < _LEAST:
        return GAP_MS
    logs = np.sort(np.log2(gaps))
    grid = np.arange(10.0, 34.0, 0.125)  # from a second to half a year
    density = np.searchsorted(logs, grid + 0.5) - np.searchsorted(logs, grid - 0.5)
    below = np.searchsorted(logs, grid) / len(logs)
    fits = (grid >= np.log2(_SHORTEST_MS)) & (grid <= np.log2(_LONGEST_MS)) & (below > _SIDE) & (below < 1 - _SIDE)
    if not fits.any():
        return GAP_MS
    least = density[fits].min()
    at = _middle_of_longest(fits & (density == least))
    if least > 0.5 * min(density[:at].max(initial=0), density[at:].max(initial=0)):
        return GAP_MS
    return round(float(2.0 ** grid[at]))


def _middle_of_longest(yes: NDArray[np.bool_]) -> int:
    """Of the runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], yes.astype(np.int8), [0]))))
    longest = int(np.argmax(edges[1::2] - edges[::2]))
    return int(edges[2 * longest] + edges[2 * longest + 1] - 1) // 2
