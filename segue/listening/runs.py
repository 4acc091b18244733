"""Runs: the moments that one route told of one playback, put together to a play.

A small machine walks the events of each route in order of time. What it repairs on the way: a play told to begin
twice, a pause or seek nobody told of (seen by the position), an end that comes after the next beginning, an end
without a beginning. Ends that nobody told are worked out afterwards, in `segue.listening.ends`.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.listening.columns import (
    AT_EITHER,
    AT_START,
    COMPLETE,
    DONE,
    ERROR,
    FAILED,
    PAUSE,
    PLAY,
    RESUME,
    SEEK,
    SKIP,
    SKIPPED,
    STOP,
    STOPPED,
    UNKNOWN,
    Details,
    Events,
    Plays,
    settled,
)

SLACK_MS = 3_000  # what positions and clocks may be off by without meaning anything
SILENCE_MS = 6 * 3_600_000  # a run that was silent for longer has ended: what comes then is another play
_BLIND_MS = 20 * 60_000  # without length and position no more than this is taken as heard
_UNSEEN_MS = 90_000  # first heard of no later than this into the track: it was played from the beginning
_LATE_END_MS = 5_000  # an end may come in so much after the next beginning
_STRETCHES = 64  # of a track, each heard without a jump; more are not told apart

# The play that is open, as one array of whole numbers.
(
    _OPEN, _TRACK, _PLAY, _FIRST, _START, _AT, _POSITION, _FROM, _PLAYING, _PLAYED, _LENGTH, _PAUSED_AT, _AHEAD,
    _STRETCH, _ROW, _PLACES, _FIELDS,
) = range(17)  # fmt: skip


@njit(cache=True, nogil=True)
def _stretch(s, heard, to):  # type: ignore[no-untyped-def]
    """Note that the track was heard from `_FROM` up to `to`."""
    if to > s[_FROM]:
        i = min(s[_STRETCH], _STRETCHES - 1)
        if s[_STRETCH] < _STRETCHES:
            heard[i, 0], heard[i, 1] = s[_FROM], to
            s[_STRETCH] += 1
        else:
            heard[i, 1] = max(heard[i, 1], to)
    s[_FROM] = to


@njit(cache=True, nogil=True)
def _cover(s, heard):  # type: ignore[no-untyped-def]
    """Milliseconds of the track that were heard at least once."""
    n = s[_STRETCH]
    order = np.argsort(heard[:n, 0])
    total, until = 0, 0
    for k in range(n):
        a, b = heard[order[k], 0], heard[order[k], 1]
        a = max(a, until)
        if b > a:
            total += b - a
            until = b
    return total


@njit(cache=True, nogil=True)
def _advance(s, heard, at, position, replays, n_replays):  # type: ignore[no-untyped-def]
    """Bring the open play to `at`, where the sender says it is at `position` (-1: does not say)."""
    gone = max(at - s[_AT], 0)
    length = s[_LENGTH]
    if position >= 0 and length > 0:
        position = min(position, length)
    if s[_PLAYING]:
        if position < 0:
            step = gone if length > 0 else min(gone, _BLIND_MS)
            if length > 0:
                step = min(step, max(length - s[_POSITION], 0))
            s[_PLAYED] += step
            s[_POSITION] += step
        else:
            step = position - s[_POSITION]
            if step > gone + SLACK_MS:  # it jumped forward, unseen
                _stretch(s, heard, s[_POSITION])
                s[_AHEAD] += 1
                s[_PLAYED] += gone
                s[_FROM] = max(position - gone, s[_POSITION])
            elif step < -SLACK_MS:  # it jumped back, unseen: sound came all the while
                back = max(position - gone, 0)
                _stretch(s, heard, s[_POSITION])
                if n_replays[0] < len(replays):
                    replays[n_replays[0]] = (s[_ROW], back, s[_POSITION])
                    n_replays[0] += 1
                s[_PLAYED] += min(gone, position)
                s[_FROM] = back
            else:
                s[_PLAYED] += max(step, 0)
            s[_POSITION] = position
    elif position >= 0 and abs(position - s[_POSITION]) > SLACK_MS:  # moved while paused
        _stretch(s, heard, s[_POSITION])
        if position > s[_POSITION]:
            s[_AHEAD] += 1
        elif n_replays[0] < len(replays):
            replays[n_replays[0]] = (s[_ROW], position, s[_POSITION])
            n_replays[0] += 1
        s[_POSITION] = position
        s[_FROM] = position
    s[_AT] = max(at, s[_AT])


@njit(cache=True, nogil=True)
def _begin(s, row, event, track, play, at, first, position, length):  # type: ignore[no-untyped-def]
    s[:] = 0
    s[_OPEN], s[_TRACK], s[_PLAY], s[_FIRST], s[_ROW] = 1, track, play, event, row
    s[_START], s[_AT], s[_FROM], s[_POSITION] = at, at, first, position
    s[_PLAYING], s[_LENGTH], s[_PLAYED] = 1, length, position - first


@njit(cache=True, nogil=True)
def _close(s, heard, out, ending, last, listener, route):  # type: ignore[no-untyped-def]
    """Write the open play to its row of `out`."""
    _stretch(s, heard, s[_POSITION])
    row = out[s[_ROW]]
    row[0], row[1], row[2], row[3], row[4] = listener, route, s[_TRACK], s[_FIRST], last
    row[5], row[6], row[7], row[8], row[9] = s[_START], s[_AT], s[_PLAYED], s[_POSITION], s[_LENGTH]
    row[10], row[11], row[12], row[13] = _cover(s, heard), ending, 0, s[_PLAYING]
    row[14], row[15] = s[_AHEAD], s[_PLACES]
    s[_OPEN] = 0


@njit(cache=True, nogil=True)
def _ending(kind):  # type: ignore[no-untyped-def]
    if kind == COMPLETE:
        return DONE
    if kind == SKIP:
        return SKIPPED
    return STOPPED if kind == STOP else FAILED


@njit(cache=True, nogil=True)
def _walk(order, listener, route, play, track, kind, at, position, duration, whole, played, origin):  # type: ignore[no-untyped-def]
    n = len(order)
    # by column in memory; every row that is given out is written when its play is closed
    out = np.empty((16, n), np.int64).T
    pauses = np.empty((n, 4), np.int64)
    replays = np.empty((n, 3), np.int64)
    n_pauses, n_replays = 0, np.zeros(1, np.int64)
    s = np.zeros(_FIELDS, np.int64)
    heard = np.zeros((_STRETCHES, 2), np.int64)
    rows = np.int64(0)
    owner = np.full(len(route), -1, np.int64)  # row of each event's play
    before = np.int64(-1)  # the event before, of the same run
    left: int | np.int64 = np.int64(-1)  # the row of this run that was closed last without an end
    for k in range(n):
        e = order[k]
        if whole[e]:
            out[rows] = _alone(e, listener, route, track, kind, at, position, duration, whole, played)
            owner[e] = rows
            rows += 1
            continue
        where, what = position[e], kind[e]
        ends = what <= ERROR
        if before >= 0 and (route[before] != route[e] or play[before] != play[e] or at[e] - at[before] > SILENCE_MS):
            if s[_OPEN]:
                _close(s, heard, out, UNKNOWN, -1, listener[before], route[before])
            left = -1
        same = s[_OPEN] == 1 and s[_TRACK] == track[e]
        if same and duration[e] > 0:
            s[_LENGTH] = duration[e]
        if s[_OPEN] and not ends and ((not same) or (what == PLAY and _again(s, at[e], where))):
            if same:
                _advance(s, heard, at[e], -1, replays, n_replays)
            left = s[_ROW]
            _close(s, heard, out, UNKNOWN, -1, listener[e], route[e])
            same = False
        if ends and not same:
            if left >= 0 and out[left, 2] == track[e] and at[e] - out[left, 6] <= _LATE_END_MS + _gap(out[left]):
                _late_end(out[left], e, what, where, at[e])
                owner[e] = left
                left = -1
            else:  # what came before is told by where it was left
                out[rows] = _alone(e, listener, route, track, kind, at, position, duration, whole, played)
                owner[e] = rows
                rows += 1
        elif not same:
            first = 0 if 0 <= where <= _UNSEEN_MS and what != PLAY and what != SEEK else max(where, 0)
            _begin(s, rows, e, track[e], play[e], at[e] - (max(where, 0) - first), first, max(where, 0), duration[e])
            owner[e] = rows
            rows += 1
            s[_AT] = at[e]
            if what == PAUSE:
                s[_PLAYING], s[_PAUSED_AT] = 0, at[e]
        else:
            owner[e] = s[_ROW]
            if where >= 0:
                s[_PLACES] += 1
            if not s[_PLAYING]:
                n_pauses = _resume(s, heard, what, at[e], where, pauses, n_pauses, replays, n_replays)
            if what == SEEK:
                _seek(s, heard, at[e], origin[e], where, replays, n_replays)
            else:
                _advance(s, heard, at[e], where, replays, n_replays)
            if what == PAUSE and s[_PLAYING]:
                s[_PLAYING], s[_PAUSED_AT] = 0, at[e]
            if ends:
                if not s[_PLAYING]:
                    pauses[n_pauses] = (s[_ROW], s[_POSITION], at[e] - s[_PAUSED_AT], 0)
                    n_pauses += 1
                if what == COMPLETE and where < 0 and s[_LENGTH] > 0:
                    s[_POSITION] = s[_LENGTH]
                _close(s, heard, out, _ending(what), e, listener[e], route[e])
        before = e
    if s[_OPEN]:
        _close(s, heard, out, UNKNOWN, -1, listener[before], route[before])
    return out[:rows], pauses[:n_pauses], replays[: n_replays[0]], owner


@njit(cache=True, nogil=True)
def _again(s, at, position):  # type: ignore[no-untyped-def]
    """Whether a beginning told while the same track is open begins it anew: the other ones are told twice."""
    gone = at - s[_AT] if s[_PLAYING] else 0
    here = s[_POSITION] + gone
    if position >= 0:
        return position < SLACK_MS and here > position + 2 * SLACK_MS
    return s[_PLAYING] == 1 and s[_LENGTH] > 0 and here >= s[_LENGTH] * 0.8


@njit(cache=True, nogil=True)
def _gap(row):  # type: ignore[no-untyped-def]
    """How long a play without an end may have gone on after it was last heard of."""
    return max(row[9] - row[8], 0) if row[13] else 0


@njit(cache=True, nogil=True)
def _late_end(row, e, what, where, at):  # type: ignore[no-untyped-def]
    """The end of a play that came in after the next one had begun."""
    step = where - row[8] if where >= 0 else (_gap(row) if what == COMPLETE else at - row[6])
    step = max(min(step, at - row[6]), 0)
    row[4], row[11] = e, _ending(what)
    row[6], row[7], row[8], row[10] = row[6] + step, row[7] + step, row[8] + step, row[10] + step


@njit(cache=True, nogil=True)
def _resume(s, heard, what, at, where, pauses, n_pauses, replays, n_replays):  # type: ignore[no-untyped-def]
    """Go on after a pause, when the event says so or its position shows it; returns the number of pauses."""
    gone = at - s[_PAUSED_AT]
    on = where - s[_POSITION]
    if what == COMPLETE and where < 0:
        on = s[_LENGTH] - s[_POSITION] if s[_LENGTH] > 0 else 0
    on = on if 0 < on <= gone + SLACK_MS else 0
    if what in (PLAY, RESUME) or (what != PAUSE and what != SEEK and on > 500):
        on = min(on, gone)
        pauses[n_pauses] = (s[_ROW], s[_POSITION], gone - on, 1)
        if where >= 0 and on == 0:
            _advance(s, heard, at, where, replays, n_replays)
        s[_PLAYING] = 1
        s[_AT] = at - on
        return n_pauses + 1
    return n_pauses


@njit(cache=True, nogil=True)
def _seek(s, heard, at, origin, where, replays, n_replays):  # type: ignore[no-untyped-def]
    _advance(s, heard, at, origin, replays, n_replays)
    if where < 0:
        return
    if where > s[_POSITION] + 500:
        s[_AHEAD] += 1
    elif where < s[_POSITION] - 500 and n_replays[0] < len(replays):
        replays[n_replays[0]] = (s[_ROW], where, s[_POSITION])
        n_replays[0] += 1
    _stretch(s, heard, s[_POSITION])
    s[_POSITION], s[_FROM] = where, where


@njit(cache=True, nogil=True)
def _alone(e, listener, route, track, kind, at, position, duration, whole, played):  # type: ignore[no-untyped-def]
    """A play told by one event. Without a count of what was heard a scrobble stands for all of the track."""
    sound, left = played[e], position[e]
    if left < 0 and kind[e] == COMPLETE:
        left = duration[e]
    if sound < 0:
        sound = left
    span = max(sound, 0)
    start = at[e] if whole[e] == AT_START or whole[e] == AT_EITHER else at[e] - span
    cover = max(left, span) if duration[e] <= 0 else min(max(left, span), duration[e])
    return (
        np.int64(listener[e]), np.int64(route[e]), np.int64(track[e]), np.int64(e), np.int64(e),
        start, start + span, sound, left, duration[e],
        cover, np.int64(_ending(kind[e])), np.int64(whole[e]), np.int64(0), np.int64(0), np.int64(0),
    )  # fmt: skip


def runs(events: Events, order: NDArray[np.int64]) -> tuple[Plays, Details, NDArray[np.int64]]:
    """Plays, their pauses and replays, and (n,) the play of each event, -1 = of none.

    order: rows of `events` sorted by route, playback, then time
    """
    e = events
    told: tuple[NDArray[Any], ...] = (
        e.listener, e.route, e.play, e.track, e.kind, e.at, e.position, e.duration, e.whole, e.played, e.origin,
    )  # fmt: skip
    table, pauses, replays, owner = _walk(order, *map(settled, told))
    c, s = np.int32, np.int8
    columns = table.T
    plays = Plays(
        listener=columns[0].astype(c),
        route=columns[1].astype(c),
        track=columns[2].astype(c),
        first=columns[3].astype(c),
        last=columns[4].astype(c),
        start=columns[5],
        end=columns[6],
        played=columns[7],
        position=columns[8],
        duration=columns[9],
        cover=columns[10],
        ending=columns[11].astype(s),
        whole=columns[12].astype(s),
        playing=columns[13].astype(s),
        seeks_forward=columns[14].astype(c),
        positions=columns[15].astype(c),
    )
    details = Details(
        pauses[:, 0].astype(c), pauses[:, 1].copy(), pauses[:, 2].copy(), pauses[:, 3].astype(s),
        replays[:, 0].astype(c), replays[:, 1].copy(), replays[:, 2].copy(),
    )  # fmt: skip
    return plays, details, owner
