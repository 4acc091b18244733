"""The search for a good order: moved about until no single move makes it better.

An order is better with less crowding of artists, whatever it costs; at the same crowding, with lower cost. The moves
are those of the travelling salesman: two tracks swapped, a stretch turned round (2-opt, Croes 1958), up to three
tracks put elsewhere, either way round (Or-opt, Or 1976). Tracks round which nothing was found are not looked at again
before something beside them changed (don't-look bits, Bentley 1992).

`pairs` is (n + 1, n + 1) here: its last row and column, all 0, stand for nobody, before the first place and after the
last. `places` is (n, n) by track and place. Both float64.
"""

import numpy as np
from numba import njit

_SWAP, _TURN, _MOVE, _MOVE_TURNED = range(4)
_LONGEST = 3  # tracks that are put elsewhere together
_LEAST = 1e-9  # what counts as better


@njit(cache=True, nogil=True)
def _then(order, move, i, j, k, p):  # type: ignore[no-untyped-def]
    """Who stands at place p after the move of A = i … j and B = j + 1 … k; it is the shorter that is turned."""
    if p < i or p > k:
        return order[p]
    if move == _SWAP:
        return order[k] if p == i else order[i] if p == k else order[p]
    if move == _TURN:
        return order[i + k - p]
    second, short = i + k - j, j - i < k - j  # where A begins, after B
    if p < second:
        return order[k - (p - i)] if move == _MOVE_TURNED and not short else order[p + j - i + 1]
    return order[j - (p - second)] if move == _MOVE_TURNED and short else order[p - (k - j)]


@njit(cache=True, nogil=True)
def _astride(order, move, i, j, k, cuts, artist, near):  # type: ignore[no-untyped-def]
    """Crowding of all that stand on both sides of a cut (between place c - 1 and c), each pair once."""
    n, reach = len(order), len(near) - 1
    crowding, before = 0, 0
    for c in cuts:
        for p in range(max(c - reach, before), c):
            a = artist[_then(order, move, i, j, k, p)]
            for q in range(c, min(p + reach, n - 1) + 1):
                if a == artist[_then(order, move, i, j, k, q)]:
                    crowding += near[q - p]
        before = c
    return crowding


@njit(cache=True, nogil=True)
def _crowded(order, move, i, j, k, artist, near):  # type: ignore[no-untyped-def]
    """By how much a move crowds artists."""
    if move == _SWAP:
        was = now = (i, i + 1, k, k + 1)
    elif move == _TURN:
        was = now = (i, k + 1, k + 1, k + 1)
    else:
        was, now = (i, j + 1, k + 1, k + 1), (i, i + k - j, k + 1, k + 1)
    return _astride(order, move, i, j, k, now, artist, near) - _astride(order, _SWAP, -1, -1, -1, was, artist, near)


@njit(cache=True, nogil=True)
def _dearer(order, move, i, j, k, pairs):  # type: ignore[no-untyped-def]
    """By how much a move makes neighbours cost more."""
    n = len(order)
    before, after = order[i - 1] if i else n, order[k + 1] if k + 1 < n else n
    a, c = order[i], order[k]
    if move == _TURN:
        return pairs[before, c] + pairs[a, after] - pairs[before, a] - pairs[c, after]
    if move == _SWAP:
        x, y = order[i + 1], order[k - 1]
        return (
            pairs[before, c] + pairs[c, x] + pairs[y, a] + pairs[a, after]
            - pairs[before, a] - pairs[a, x] - pairs[y, c] - pairs[c, after]
        )  # fmt: skip
    x, y = order[j], order[j + 1]
    was = pairs[before, a] + pairs[x, y] + pairs[c, after]
    if move == _MOVE:  # before y…c a…x after
        return pairs[before, y] + pairs[c, a] + pairs[x, after] - was
    if j - i < k - j:  # before y…c x…a after
        return pairs[before, y] + pairs[c, x] + pairs[a, after] - was
    return pairs[before, c] + pairs[y, a] + pairs[x, after] - was


@njit(cache=True, nogil=True)
def _displaced(order, move, i, j, k, places, moved):  # type: ignore[no-untyped-def]
    """By how much a move makes tracks cost more where they stand. moved: as `_shifts` has it."""
    if move == _SWAP:
        return places[order[k], i] + places[order[i], k] - places[order[i], i] - places[order[k], k]
    cost = 0.0
    if move == _TURN:
        for p in range(i, k + 1):
            cost += places[order[p], i + k - p] - places[order[p], p]
        return cost
    a, b = j - i + 1, k - j
    if a <= b:  # A goes behind; the whole of B comes forward
        for p in range(k + 1 - a, k + 1):
            cost += places[_then(order, move, i, j, k, p), p]
        for p in range(i, j + 1):
            cost -= places[order[p], p]
        return cost + moved[_LONGEST - a, k + 1] - moved[_LONGEST - a, j + 1]
    for p in range(i, i + b):
        cost += places[_then(order, move, i, j, k, p), p]
    for p in range(j + 1, k + 1):
        cost -= places[order[p], p]
    return cost + moved[_LONGEST + b, j + 1] - moved[_LONGEST + b, i]


@njit(cache=True, nogil=True)
def _shifts(order, places):  # type: ignore[no-untyped-def]
    """(2 * _LONGEST + 1, n + 1): what all tracks before a place would cost more, each so many places farther on."""
    n = len(order)
    moved = np.zeros((2 * _LONGEST + 1, n + 1))
    for by in range(-_LONGEST, _LONGEST + 1):
        for p in range(n):
            at = min(max(p + by, 0), n - 1)  # none that goes over the edge is ever asked for
            moved[_LONGEST + by, p + 1] = moved[_LONGEST + by, p] + places[order[p], at] - places[order[p], p]
    return moved


@njit(cache=True, nogil=True)
def _best_at(order, keep, at, pairs, places, shaped, moved, artist, near, crowded):  # type: ignore[no-untyped-def]
    """The move of the track at a place that gains most: (move, i, j, k); move < 0 = none is better than staying.

    crowded: whether artists crowd now, so that a move may be good for that alone.
    """
    n = len(order)
    best, crowding, cost = (-1, 0, 0, 0), 0, -_LEAST
    for other in range(keep, n):
        if other == at:
            continue
        for option in range(2 + 2 * _LONGEST):
            if option < 2:
                move, i, j, k = option, min(at, other), 0, max(at, other)
                if move == _SWAP and k - i < 2:
                    continue  # the same as a turn
            else:
                length, move = (option - 2) // 2 + 1, _MOVE + option % 2
                if other > at:  # the stretch that begins here goes behind the other
                    i, j, k = at, at + length - 1, other
                else:  # before the other
                    i, j, k = other, at - 1, at + length - 1
                if j >= k or k >= n or (move == _MOVE_TURNED and length == 1):
                    continue
            dearer = _dearer(order, move, i, j, k, pairs)
            if shaped and (crowded or move != _TURN or dearer < 0):
                dearer += _displaced(order, move, i, j, k, places, moved)
            if not crowded and dearer >= cost:
                continue
            more = _crowded(order, move, i, j, k, artist, near) if near[-1] else 0
            if more < crowding or (more == crowding and dearer < cost):
                best, crowding, cost = (move, i, j, k), more, dearer
    return best


@njit(cache=True, nogil=True)
def _moved_about(order, keep, pairs, places, shaped, artist, near, look):  # type: ignore[no-untyped-def]
    """Changes `order` until no track that `look` (n,) marks has a move that makes it better; unmarks them all."""
    n = len(order)
    moved = _shifts(order, places)
    crowding = judged(order, pairs, places, artist, near)[0]
    changed = True
    while changed:
        changed = False
        for at in range(keep, n):
            if not look[order[at]]:
                continue
            move, i, j, k = _best_at(order, keep, at, pairs, places, shaped, moved, artist, near, crowding > 0)
            if move < 0:
                look[order[at]] = False
                continue
            changed = True
            if crowding:
                crowding += _crowded(order, move, i, j, k, artist, near)
            _made(order, move, i, j, k, look)
            if shaped:
                moved = _shifts(order, places)


@njit(cache=True, nogil=True)
def _made(order, move, i, j, k, look):  # type: ignore[no-untyped-def]
    """Makes a move, and marks the tracks that have another neighbour now."""
    after = np.empty(k - i + 1, np.int64)
    for p in range(i, k + 1):
        after[p - i] = _then(order, move, i, j, k, p)
    for p in range(i, k + 1):  # a slice would take a second to compile
        order[p] = after[p - i]
    for cut in (i, i + 1, i + k - j, j + 1, k, k + 1):
        for p in range(max(cut - 1, 0), min(cut + 1, len(order))):
            look[order[p]] = True


@njit(cache=True, nogil=True)
def improved(order, keep, pairs, places, shaped, artist, near, kicks):  # type: ignore[no-untyped-def]
    """(n,) int64: the order, from place `keep` on moved about until no move makes it better.

    Then two neighbouring stretches change places and it is moved about there again, which stays so if it was good for
    something (iterated local search, Lourenço, Martin & Stützle 2003).

    shaped: whether `places` differ at all. near: (reach + 1,) int64 crowding of two tracks of one artist, by how many
    places they are apart. kicks: (m, 3) int64: where the first stretch begins, and how long both are.
    """
    crowding, cost = judged(order, pairs, places, artist, near)
    look = np.zeros(len(order), np.bool_)
    m = -1
    while m < len(kicks):
        other = order.copy()
        if m < 0:  # again and again: a track may have got a move by what changed elsewhere
            for p in range(len(look)):
                look[p] = True
        else:
            i, a, b = kicks[m, 0], kicks[m, 1], kicks[m, 2]
            if i + a + b <= len(order):
                _made(other, _MOVE, i, i + a - 1, i + a + b - 1, look)
        _moved_about(other, keep, pairs, places, shaped, artist, near, look)
        more, dearer = judged(other, pairs, places, artist, near)
        better = more < crowding or (more == crowding and dearer < cost - _LEAST)
        if better:
            order, crowding, cost = other, more, dearer
        if m >= 0 or not better:
            m += 1
    return order


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
