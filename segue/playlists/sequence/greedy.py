"""An order laid place by place: what costs least there, as long as all artists still find places far enough apart."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _fits(left, last, taken, place, n, apart):  # type: ignore[no-untyped-def]
    """Whether all other tracks of all artists still find places, if one of `taken` stands at `place`."""
    most, as_many = 0, 0
    for a in range(len(left)):
        count = left[a] - (a == taken)
        if count == 0:
            continue
        at = place if a == taken else last[a]
        if max(place + 1, at + apart + 1) + (count - 1) * (apart + 1) > n - 1:
            return False
        if count > most:
            most, as_many = count, 0
        as_many += count == most
    return most == 0 or (most - 1) * (apart + 1) + as_many <= n - 1 - place


@njit(cache=True, nogil=True)
def laid(pairs, places, artist, keep, apart):  # type: ignore[no-untyped-def]
    """(n,) int64: place by place the track of least cost that keeps artists `apart`; shorter when it came to no end.

    pairs: (n, n), places: (n, n) float64 costs. artist: (n,) numbers from 0. Ties go to the track that stood before.
    """
    n = len(artist)
    order = np.empty(n, np.int64)
    free = np.ones(n, np.bool_)
    left = np.zeros(artist.max() + 1, np.int64)
    for i in range(n):
        left[artist[i]] += 1
    last = np.full(len(left), -apart - 1, np.int64)
    for place in range(n):
        best = place if place < keep else -1
        refused = np.zeros(len(left), np.bool_)
        while best < 0:
            lowest = np.inf
            for i in range(keep, n):
                if free[i] and not refused[artist[i]] and place - last[artist[i]] > apart:
                    cost = places[i, place]
                    if place:
                        cost += pairs[order[place - 1], i]
                    if cost < lowest:
                        best, lowest = i, cost
            if best < 0:
                return order[:place]
            if apart and not _fits(left, last, artist[best], place, n, apart):
                refused[artist[best]] = True
                best = -1
        order[place] = best
        free[best] = False
        left[artist[best]] -= 1
        last[artist[best]] = place
    return order
