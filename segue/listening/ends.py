"""Ends: how a play ended of which nobody told the end.

The next play on the same route says it: one that begins before this one could be over has replaced it, one that
begins later lets it have come to its end. A play that nothing follows within hours stays without an end.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.listening.columns import RAN_OUT, REPLACED, STOPPED, UNKNOWN, Plays

LATEST_MS = 6 * 3_600_000  # a next beginning later than this says nothing of how the play before it ended
_NEAR_MS = 5_000  # so close to its end the next beginning is not a skip
_BLIND_MS = 20 * 60_000  # without a length, a next beginning later than this says nothing


@njit(cache=True, nogil=True)
def _fill(order, route, start, end, played, position, duration, cover, ending, whole, playing):  # type: ignore[no-untyped-def]
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
        if free > LATEST_MS:
            continue
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


def infer_ends(plays: Plays, by_route: NDArray[np.int64]) -> None:
    """Change `plays` in place. by_route: (m,) their rows by route and start."""
    p = plays
    if not np.any((p.ending == UNKNOWN) & (p.whole == 0)):
        return
    columns = (p.route, p.start, p.end, p.played, p.position, p.duration, p.cover, p.ending, p.whole, p.playing)
    _fill(by_route, *columns)
