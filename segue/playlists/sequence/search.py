"""The search for a good order: greedy first, then moved about until no single move makes it better.

An order is better with less crowding of artists, whatever it costs; at the same crowding, with lower cost. The moves
are those of the travelling salesman: two tracks swapped, a stretch turned round (2-opt, Croes 1958), up to three
tracks put elsewhere, either way round (Or-opt, Or 1976). Tracks round which nothing was found are not looked at again
before something beside them changed (don't-look bits, Bentley 1992).
"""

import numpy as np
from numba import njit

_SWAP, _TURN, _LATER, _LATER_TURNED, _EARLIER_TURNED = range(5)
_LONGEST = 3  # tracks that are put elsewhere together
_LEAST = 1e-9  # what counts as better


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


@njit(cache=True, nogil=True)
def _then(order, move, i, j, k, p):  # type: ignore[no-untyped-def]
    """Who stands at place p after the move. Stretches are A = i … j and B = j + 1 … k."""
    if move == _SWAP:
        return order[j] if p == i else order[i] if p == j else order[p]
    if p < i or p > k:
        return order[p]
    if move == _TURN:
        return order[i + k - p]
    second = i + k - j  # where A begins, after B
    if p < second:
        return order[k - (p - i)] if move == _EARLIER_TURNED else order[p + j - i + 1]
    return order[j - (p - second)] if move == _LATER_TURNED else order[p - (k - j)]


@njit(cache=True, nogil=True)
def _astride(order, move, i, j, k, cuts, pairs, artist, near):  # type: ignore[no-untyped-def]
    """Crowding and cost of all that stand on both sides of a cut (between place c - 1 and c), each pair once."""
    n, reach = len(order), len(near) - 1
    crowding, cost, before = 0, 0.0, 0
    for c in cuts:
        for p in range(max(c - reach, before), c):
            a = _then(order, move, i, j, k, p)
            for q in range(c, min(p + reach, n - 1) + 1):
                b = _then(order, move, i, j, k, q)
                if q == p + 1:
                    cost += pairs[a, b]
                if artist[a] == artist[b]:
                    crowding += near[q - p]
        before = c
    return crowding, cost


@njit(cache=True, nogil=True)
def _gain(order, move, i, j, k, pairs, places, shaped, artist, near):  # type: ignore[no-untyped-def]
    """What a move changes: crowding and cost, less is better."""
    if move == _SWAP:
        was = now = (i, i + 1, j, j + 1)
    elif move == _TURN:
        was = now = (i, k + 1, k + 1, k + 1)
    else:
        was, now = (i, j + 1, k + 1, k + 1), (i, i + k - j, k + 1, k + 1)
    crowding, cost = _astride(order, move, i, j, k, now, pairs, artist, near)
    was_crowding, was_cost = _astride(order, _SWAP, -1, -1, -1, was, pairs, artist, near)
    cost -= was_cost
    if shaped:
        if move == _SWAP:
            cost += places[order[j], i] + places[order[i], j] - places[order[i], i] - places[order[j], j]
        else:
            for p in range(i, k + 1):
                cost += places[_then(order, move, i, j, k, p), p] - places[order[p], p]
    return crowding - was_crowding, cost


@njit(cache=True, nogil=True)
def _best_at(order, keep, at, pairs, places, shaped, artist, near):  # type: ignore[no-untyped-def]
    """The move of the track at a place that gains most: (move, i, j, k); move < 0 = none is better than staying."""
    n = len(order)
    best, crowding, cost = (-1, 0, 0, 0), 0, -_LEAST
    for other in range(keep, n):
        if other == at:
            continue
        i, k = min(at, other), max(at, other)
        for option in range(2 + 2 * _LONGEST):
            length, turned = (option - 2) // 2 + 1, option % 2
            if option == 0:
                move, a, j, b = _SWAP, i, k, k
            elif option == 1:
                move, a, j, b = _TURN, i, k, k
            elif other > at:  # the stretch that begins here goes behind the other
                move, a, j, b = _LATER + turned, at, at + length - 1, other
            else:  # before the other
                move, a, j, b = _LATER + 2 * turned, other, at - 1, at + length - 1
            if option > 1 and (j >= b or b >= n or (turned and length == 1)):
                continue
            more, dearer = _gain(order, move, a, j, b, pairs, places, shaped, artist, near)
            if more < crowding or (more == crowding and dearer < cost):
                best, crowding, cost = (move, a, j, b), more, dearer
    return best


@njit(cache=True, nogil=True)
def improved(order, keep, pairs, places, shaped, artist, near):  # type: ignore[no-untyped-def]
    """(n,) int64: the order, from place `keep` on moved about until no move makes it better.

    shaped: whether `places` differ at all. near: (reach + 1,) int64 crowding of two tracks of one artist, by how many
    places they are apart.
    """
    order = order.copy()
    n = len(order)
    look = np.ones(n, np.bool_)
    everywhere = True
    while True:
        moved = False
        for at in range(keep, n):
            if not look[order[at]]:
                continue
            move, i, j, k = _best_at(order, keep, at, pairs, places, shaped, artist, near)
            if move < 0:
                look[order[at]] = False
                continue
            moved = True
            after = np.empty(k - i + 1, np.int64)
            for p in range(i, k + 1):
                after[p - i] = _then(order, move, i, j, k, p)
            order[i : k + 1] = after
            for cut in (i, i + k - j, j + 1, k, k + 1):
                for p in range(max(cut - 1, 0), min(cut + 1, n)):
                    look[order[p]] = True
        if moved:
            everywhere = False
        elif everywhere:
            return order
        else:
            look[:] = True
            everywhere = True


@njit(cache=True, nogil=True)
def judged(order, pairs, places, artist, near):  # type: ignore[no-untyped-def]
    """Crowding and cost of an order."""
    crowding, cost = 0, 0.0
    for p in range(len(order)):
        cost += places[order[p], p]
        if p:
            cost += pairs[order[p - 1], order[p]]
        for q in range(p + 1, min(p + len(near), len(order))):
            if artist[order[p]] == artist[order[q]]:
                crowding += near[q - p]
    return crowding, cost
