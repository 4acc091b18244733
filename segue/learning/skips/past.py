"""Past: what is known of a listener at a moment, as counters; the columns of a play are read from it.

The same kernel reads one play of a history at a time (for training) and all candidates of an answer at once (for
serving): there is no second definition of a column.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.skips.columns import ALL
from segue.learning.skips.plays import BEGUN

GAP_MS = 30 * 60_000  # of silence between two sessions
EVERYBODY = 0.3  # share of plays that are skipped, before anything was heard
_USUAL, _ARTIST, _TRACK, _ALBUM, _PART, _CELL, _HERE, _SESSION = 20.0, 3.0, 2.0, 3.0, 12.0, 8.0, 10.0, 2.0
"""Outcomes after which a rate weighs as much as the one it is shrunk to."""
_RECENT = 0.5 ** (1 / 40)  # fading with each outcome
_LATEST = 0.5 ** (1 / 8)
_FADING = 0.7  # within a session
_LATELY_MS = 14 * 86_400_000.0  # half-life of what was heard lately
_NEVER_H = 10 * 365 * 24.0
_PARTS = 5
N = len(ALL)

# places in `Past.listener`
SKIPS, OUTCOMES, RECENT_SKIPS, RECENT, LATEST_SKIPS, LATEST, SESSION_SKIPS, SESSION, FADING_SKIPS, FADING = range(10)
LAST, RUN, SESSION_FROM_MS, SESSION_UNTIL_MS, LAST_ARTIST, SESSION_NUMBER = range(10, 16)


class Past(NamedTuple):
    """Rows are (skips, outcomes), float64; times in Unix ms, 0 = never; codes are those of the plays it has seen.

    track, artist, album: records; track_ms, artist_ms: when last heard
    track_lately, artist_lately: (plays or (skips, outcomes)) fading by time, as of `lately_ms`
    artist_part: by artist x part of the week; artist_session: of the session whose number it carries
    cell: by hour of the week; device, activity, location, began, here (began x shuffle x device): by code
    listener: scalars, see above
    """

    track: NDArray[np.float64]
    track_ms: NDArray[np.float64]
    track_lately: NDArray[np.float64]
    artist: NDArray[np.float64]
    artist_ms: NDArray[np.float64]
    artist_lately: NDArray[np.float64]
    artist_part: NDArray[np.float64]
    artist_session: NDArray[np.float64]
    album: NDArray[np.float64]
    cell: NDArray[np.float64]
    device: NDArray[np.float64]
    activity: NDArray[np.float64]
    location: NDArray[np.float64]
    began: NDArray[np.float64]
    here: NDArray[np.float64]
    listener: NDArray[np.float64]


def nothing(tracks: int, artists: int, albums: int, devices: int, activities: int, locations: int) -> Past:
    """Before anything was heard, for so many codes of each."""

    def pairs(n: int) -> NDArray[np.float64]:
        return np.zeros((max(n, 1), 2))

    listener = np.zeros(16)
    listener[LAST], listener[LAST_ARTIST] = -1, -1
    return Past(
        pairs(tracks), np.zeros(max(tracks, 1)), pairs(tracks), pairs(artists), np.zeros(max(artists, 1)),
        np.zeros((max(artists, 1), 3)), np.zeros((max(artists, 1), _PARTS, 2)), np.zeros((max(artists, 1), 3)),
        pairs(albums), pairs(168), pairs(devices), pairs(activities), pairs(locations), pairs(len(BEGUN)),
        np.zeros((len(BEGUN), 3, devices + 1, 2)), listener,
    )  # fmt: skip


class Moment(NamedTuple):
    """When and how a play begins: what is the same for every candidate. Codes, -1 = unknown.

    now_ms: Unix ms, -1 = nobody told; cell: hour of the local week
    """

    now_ms: float
    cell: int
    device: int
    activity: int
    location: int
    shuffle: int
    began: int


@njit(cache=True, nogil=True)
def _shrunk(pair, prior, trust):  # type: ignore[no-untyped-def]
    return (pair[0] + trust * prior) / (pair[1] + trust)


@njit(cache=True, nogil=True)
def _odds(rate):  # type: ignore[no-untyped-def]
    bounded = min(max(rate, 0.005), 0.995)
    return np.log(bounded / (1 - bounded))


@njit(cache=True, nogil=True)
def _part(cell):  # type: ignore[no-untyped-def]
    day, hour = cell // 24, cell % 24
    if day >= 5:
        return 4
    return 3 if hour < 5 or hour >= 22 else 0 if hour < 9 else 1 if hour < 17 else 2


@njit(cache=True, nogil=True)
def _rate_at(table, code, prior):  # type: ignore[no-untyped-def]
    return _odds(_shrunk(table[code], prior, _HERE)) - _odds(prior) if code >= 0 else 0.0


@njit(cache=True, nogil=True)
def _hour_rate(past, cell, usual):  # type: ignore[no-untyped-def]
    """Hour of the week -> it and its neighbours on all days of its kind -> the listener."""
    day, hour = cell // 24, cell % 24
    first, last = (0, 5) if day < 5 else (5, 7)
    part = np.zeros(2)
    for d in range(first, last):
        for shift in range(-1, 2):
            part += past.cell[d * 24 + (hour + shift) % 24]
    return _shrunk(past.cell[cell], _shrunk(part, usual, _PART), _CELL)


@njit(cache=True, nogil=True)
def know(past, at, track, artist, album, out):  # type: ignore[no-untyped-def]
    """Write the columns of `segue.learning.skips.columns.ALL` for candidates with these codes to out (n, N)."""
    one = past.listener
    usual = (one[SKIPS] + _USUAL * EVERYBODY) / (one[OUTCOMES] + _USUAL)
    recent = (one[RECENT_SKIPS] + 5 * usual) / (one[RECENT] + 5)
    latest = (one[LATEST_SKIPS] + 2 * recent) / (one[LATEST] + 2)
    fresh = at.now_ms >= 0 and at.now_ms - one[SESSION_UNTIL_MS] > GAP_MS
    held = 0.0 if fresh else 1.0
    session = (held * one[SESSION_SKIPS] + _SESSION * recent) / (held * one[SESSION] + _SESSION)
    fading = (held * one[FADING_SKIPS] + recent) / (held * one[FADING] + 1)
    now = at.now_ms if at.now_ms >= 0 else one[SESSION_UNTIL_MS]
    hour = _hour_rate(past, at.cell, usual)
    part = _part(at.cell)
    for i in range(len(track)):
        t, a, b = track[i], artist[i], album[i]
        row = out[i]
        by_artist, by_track, lately, drift, by_part = usual, usual, 0.0, 0.0, 0.0
        heard_track, heard_artist, since_track, since_artist, in_session = 0.0, 0.0, _NEVER_H, _NEVER_H, session
        if a >= 0:
            by_artist = _shrunk(past.artist[a], usual, _ARTIST)
            heard_artist = past.artist[a, 1]
            if past.artist_ms[a] > 0:
                since_artist = max(now - past.artist_ms[a], 0.0) / 3.6e6
            faded = 0.5 ** (max(now - past.artist_lately[a, 2], 0.0) / _LATELY_MS)
            drift = _odds(_shrunk(past.artist_lately[a] * faded, by_artist, _ARTIST)) - _odds(by_artist)
            by_part = _odds(_shrunk(past.artist_part[a, part], by_artist, _ARTIST)) - _odds(by_artist)
            if held and past.artist_session[a, 2] == one[SESSION_NUMBER]:
                in_session = _shrunk(past.artist_session[a], session, _SESSION)
        by_track, by_album = by_artist, by_artist
        if t >= 0:
            by_track = _shrunk(past.track[t], by_artist, _TRACK)
            heard_track = past.track[t, 1]
            if past.track_ms[t] > 0:
                since_track = max(now - past.track_ms[t], 0.0) / 3.6e6
            lately = past.track_lately[t, 0] * 0.5 ** (max(now - past.track_lately[t, 1], 0.0) / _LATELY_MS)
        if b >= 0:
            by_album = _shrunk(past.album[b], by_artist, _ALBUM)
        row[0], row[1], row[2] = (
            _odds(by_track) - _odds(usual),
            _odds(by_artist) - _odds(usual),
            _odds(by_album) - _odds(usual),
        )
        row[3], row[4] = np.log1p(heard_track), np.log1p(heard_artist)
        row[5], row[6] = np.log1p(since_track), np.log1p(since_artist)
        row[7], row[8] = lately, drift
        row[9], row[10], row[11] = _odds(usual), _odds(recent), _odds(latest)
        row[12], row[13], row[14] = _odds(session), _odds(fading), np.log1p(held * one[SESSION])
        row[15], row[16] = (one[LAST] if held else -1.0), held * one[RUN]
        row[17] = np.log1p(held * max(now - one[SESSION_FROM_MS], 0.0) / 6e4)
        row[18] = np.log1p(max(at.now_ms - one[SESSION_UNTIL_MS], 0.0) / 1e3) if at.now_ms >= 0 else -1.0
        row[19] = 1.0 if held and a >= 0 and a == one[LAST_ARTIST] else 0.0
        row[20] = _odds(in_session) - _odds(session)
        row[21], row[22], row[23] = _odds(hour) - _odds(usual), at.cell % 24, at.cell // 24
        row[24] = _rate_at(past.device, at.device, usual)
        row[25] = _rate_at(past.activity, at.activity, usual)
        row[26] = _rate_at(past.location, at.location, usual)
        row[27], row[28] = by_part, at.shuffle
        row[29] = at.began
        begun = _shrunk(past.began[at.began], recent, _HERE) if at.began > 0 else recent
        row[30] = _odds(begun) - _odds(recent)
        row[31] = _odds(_shrunk(past.here[at.began, at.shuffle + 1, at.device + 1], begun, _HERE)) - _odds(recent)


@njit(cache=True, nogil=True)
def _count(pair, skipped):  # type: ignore[no-untyped-def]
    pair[0] += skipped
    pair[1] += 1


@njit(cache=True, nogil=True)
def learn(past, at, track, artist, album, start_ms, end_ms, skipped):  # type: ignore[no-untyped-def]
    """Take in what became of one play that began `at` this moment. start_ms: at the latest; end_ms: its end."""
    one = past.listener
    if one[SESSION] == 0 or start_ms - one[SESSION_UNTIL_MS] > GAP_MS:
        one[SESSION_NUMBER] += 1
        one[SESSION_SKIPS], one[SESSION], one[FADING_SKIPS], one[FADING] = 0.0, 0.0, 0.0, 0.0
        one[RUN], one[SESSION_FROM_MS] = 0.0, start_ms
    one[SKIPS] += skipped
    one[OUTCOMES] += 1
    one[RECENT_SKIPS] = one[RECENT_SKIPS] * _RECENT + skipped
    one[RECENT] = one[RECENT] * _RECENT + 1
    one[LATEST_SKIPS] = one[LATEST_SKIPS] * _LATEST + skipped
    one[LATEST] = one[LATEST] * _LATEST + 1
    one[SESSION_SKIPS] += skipped
    one[SESSION] += 1
    one[FADING_SKIPS] = one[FADING_SKIPS] * _FADING + skipped
    one[FADING] = one[FADING] * _FADING + 1
    one[LAST] = skipped
    one[RUN] = max(one[RUN], 0.0) + 1 if skipped > 0.5 else min(one[RUN], 0.0) - 1
    one[SESSION_UNTIL_MS] = max(one[SESSION_UNTIL_MS], end_ms)
    one[LAST_ARTIST] = artist
    _count(past.cell[at.cell], skipped)
    if track >= 0:
        _count(past.track[track], skipped)
        faded = 0.5 ** (max(end_ms - past.track_lately[track, 1], 0.0) / _LATELY_MS)
        past.track_lately[track, 0] = past.track_lately[track, 0] * faded + 1
        past.track_lately[track, 1], past.track_ms[track] = end_ms, end_ms
    if artist >= 0:
        _count(past.artist[artist], skipped)
        _count(past.artist_part[artist, _part(at.cell)], skipped)
        lately, session = past.artist_lately[artist], past.artist_session[artist]
        faded = 0.5 ** (max(end_ms - lately[2], 0.0) / _LATELY_MS)
        lately[0], lately[1], lately[2] = lately[0] * faded + skipped, lately[1] * faded + 1, end_ms
        if session[2] != one[SESSION_NUMBER]:
            session[0], session[1], session[2] = 0.0, 0.0, one[SESSION_NUMBER]
        session[0] += skipped
        session[1] += 1
        past.artist_ms[artist] = end_ms
    if album >= 0:
        _count(past.album[album], skipped)
    if at.device >= 0:
        _count(past.device[at.device], skipped)
    if at.activity >= 0:
        _count(past.activity[at.activity], skipped)
    if at.location >= 0:
        _count(past.location[at.location], skipped)
    if at.began > 0:
        _count(past.began[at.began], skipped)
    _count(past.here[at.began, at.shuffle + 1, at.device + 1], skipped)
