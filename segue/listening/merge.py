"""Merge: one play told through several routes becomes one.

Two plays of one track by one listener are the same when their times agree. How closely they can depends on who
tells: the span of a play is exact, a scrobble gives one point that is its start with some clients and its end with
others. A route tells every play once, so what two routes tell is paired one to one, the earliest first.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.listening.columns import AT_EITHER, DONE, FAILED, SKIPPED, UNKNOWN, Plays

_POINT_MS = 30_000  # how far a scrobble's time may lie outside of the play it tells of
_START_MS = 15_000  # starts so close are one
_TWICE_MS = 3_000  # the same for one route that tells a play twice
_NO_LENGTH_MS = 240_000  # taken for the length of a track when two scrobbles give none
# How much a telling is believed: a beginning alone, a bare scrobble, an end worked out, the same with positions told,
# a count of what was heard, a stop, an end or a skip (which says more than that it stopped).
_BEGUN, _SCROBBLE, _WORKED_OUT, _PLACED, _COUNTED, _STOP, _END = range(1, 8)
_LOOK_BACK = 12  # plays of a track looked back at


@njit(cache=True, nogil=True)
def _same(a, b, start, end, duration, whole, route):  # type: ignore[no-untyped-def]
    """Whether plays `a` and `b` of one track can be one; `a` starts no later."""
    if whole[a] == AT_EITHER and whole[b] == AT_EITHER:
        if route[a] == route[b]:
            return start[b] - start[a] <= _POINT_MS // 3
        length = max(duration[a], duration[b])
        return start[b] - start[a] <= (length if length > 0 else _NO_LENGTH_MS) + _POINT_MS
    if whole[a] == AT_EITHER or whole[b] == AT_EITHER:
        span, point = (b, start[a]) if whole[a] == AT_EITHER else (a, start[b])
        until = max(end[span], start[span] + duration[span]) if end[span] == start[span] else end[span]
        return start[span] - _POINT_MS <= point <= until + _POINT_MS
    shared = min(end[a], end[b]) - max(start[a], start[b])
    shorter = min(end[a] - start[a], end[b] - start[b])
    if route[a] == route[b] and (whole[a] != 0) == (whole[b] != 0):
        return start[b] - start[a] <= _TWICE_MS or (shorter > 0 and shared > 0.8 * shorter)
    return start[b] - start[a] <= _START_MS or (shorter > 0 and shared > 0.5 * shorter)


@njit(cache=True, nogil=True)
def _told(head, p, following, route, whole):  # type: ignore[no-untyped-def]
    """Whether the route of `p`, in its own way of telling, has told of the play of `head` already."""
    m = head
    while m >= 0:
        if route[m] == route[p] and (whole[m] != 0) == (whole[p] != 0):
            return True
        m = following[m]
    return False


@njit(cache=True, nogil=True)
def _pair(order, listener, track, route, start, end, duration, whole):  # type: ignore[no-untyped-def]
    n = len(order)
    head_of = np.arange(n)
    following = np.full(n, -1, np.int64)
    last = np.arange(n)
    recent = np.empty(_LOOK_BACK, np.int64)
    held = 0
    for k in range(n):
        p = order[k]
        if k == 0 or listener[order[k - 1]] != listener[p] or track[order[k - 1]] != track[p]:
            held = 0
        found = -1
        for i in range(held):
            head = recent[i]
            m = head
            fits = False
            while m >= 0 and not fits:
                fits = _same(m, p, start, end, duration, whole, route)
                m = following[m]
            if not fits:
                continue
            if not _told(head, p, following, route, whole):
                found = head
                break
            m = head
            while m >= 0:  # one route may tell a play twice
                if route[m] == route[p] and (whole[m] != 0) == (whole[p] != 0):
                    if _same(m, p, start, end, duration, whole, route):
                        found = head
                    break
                m = following[m]
            if found >= 0:
                break
        if found >= 0:
            head_of[p] = found
            following[last[found]] = p
            last[found] = p
        else:
            if held == _LOOK_BACK:
                recent[:-1] = recent[1:].copy()
                held -= 1
            recent[held] = p
            held += 1
    return head_of


def quality(plays: Plays) -> NDArray[np.int8]:
    """(m,) how much each play can be believed: told moments with a told end most, a start alone least."""
    moments = plays.whole == 0
    told = (plays.ending >= DONE) & (plays.ending <= FAILED)
    found = np.full(len(plays), _SCROBBLE, np.int8)
    found[~moments & (plays.whole != AT_EITHER)] = _COUNTED
    found[moments & ~told] = _WORKED_OUT
    found[moments & ~told & (plays.positions > 0)] = _PLACED
    found[moments & (plays.ending == UNKNOWN)] = _BEGUN
    found[moments & told] = _STOP
    found[moments & told & (plays.ending <= SKIPPED)] = _END
    return found


def pair(plays: Plays, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """(m,) row of the play that each play is the same as, its own where it is the first to tell.

    order: (m,) rows by listener, track and start
    """
    p = plays
    return _pair(order, p.listener, p.track, p.route, p.start, p.end, p.duration, p.whole)  # type: ignore[no-any-return]


def fuse(plays: Plays, head: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the best play of each group, in the order of the groups; and (m,) the group of each play.

    Where the best is a scrobble, its time is made exact by a route that told of the start.
    """
    believed = quality(plays)
    heads, group = np.unique(head, return_inverse=True)
    if len(heads) == len(head):
        return heads, group
    best = heads.copy()
    several = np.flatnonzero((np.bincount(group) > 1)[group])
    # best last in each group: by quality, then the earlier start
    order = several[np.lexsort((-plays.start[several], believed[several], group[several]))]
    last = order[np.flatnonzero(np.diff(group[order], append=-1))]
    best[group[last]] = last
    runs = np.flatnonzero((plays.whole == 0) & (believed == _BEGUN))
    point = np.zeros(len(heads), bool)
    point[group[best]] = plays.whole[best] == AT_EITHER
    for r in runs[point[group[runs]]]:
        b = best[group[r]]
        shift = plays.start[r] - plays.start[b]
        plays.start[b] += shift
        plays.end[b] += shift
    return best, group
