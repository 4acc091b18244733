"""Ends: how a play ended of which nobody told the end.

The next play on the same route says it: one that begins before this one could be over has replaced it, one that
begins later lets it have come to its end. A play that nothing follows stays without an end.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.listening.columns import RAN_OUT, REPLACED, STOPPED, UNKNOWN, Plays

_NEAR_MS = 5_000  # so close to its end the next beginning is not a skip
_BLIND_MS = 20 * 60_000  # without a length, a next beginning later than this says nothing


@njit(cache=True, nogil=True)
def _fill(order, route, track, start, end, played, position, duration, cover, ending, whole, playing):  # type: ignore[no-untyped-def]
    n = len(order)
    for k in range(n):
        i = order[k]
        if ending[i] != UNKNOWN or whole[i]:
            continue
        j = -1
        for m in range(k + 1, n):
            if route[order[m]] != route[i]:
                break
            if whole[order[m]] == 0:
                j = order[m]
                break
        if j < 0:
            continue
        free = max(start[j] - end[i], 0)
        if not playing[i]:
            ending[i] = STOPPED  # left while it was paused
            continue
        if duration[i] > 0:
            step = min(max(duration[i] - position[i], 0), free)
            over = duration[i] - position[i] - step <= _NEAR_MS
        elif free > _BLIND_MS:
            continue
        else:
            step, over = free, False
        end[i] += step
        played[i] += step
        position[i] += step
        cover[i] += step
        ending[i] = RAN_OUT if over else REPLACED


def infer_ends(plays: Plays, key: NDArray[np.uint64]) -> None:
    """Change `plays` in place. key: (m,) settles which of two that begin at once is the first."""
    p = plays
    if not np.any((p.ending == UNKNOWN) & (p.whole == 0)):
        return
    order = np.lexsort((key, p.start, p.route))
    _fill(
        order, p.route, p.track, p.start, p.end, p.played, p.position, p.duration, p.cover, p.ending, p.whole, p.playing
    )
