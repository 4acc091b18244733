"""Sessions: how you listen in one go, across devices. The gap that ends one is fitted to your own silences.

Which gap fits is known only in the end, so sessions are counted for several gaps at once.
"""

from dataclasses import dataclass
from datetime import datetime
from math import log2

import msgspec
import numpy as np
from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.listening.sessions import fitted_gap
from segue.profiles import sequence
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_MINUTE = 60_000
GAPS_MS = tuple(m * _MINUTE for m in (5, 8, 10, 15, 20, 30, 45, 60, 90, 120, 240))
_OCTAVES, _STEPS = 24, 4  # gaps are counted in quarters of an octave, from a second on
_MOST_GAPS = 20_000  # that a fit looks at

_FIRST = 2**62  # the silence before the first listen of all
_SEEN = 200  # tracks that are remembered: more are hardly in one session

Row = tuple[int, str, int, str, bool]  # start, listen, end, track, was it skipped


class Counted(Struct):
    """Sessions with one gap between them. `lengths`: how many of 2^n minutes, n from 0."""

    count: int = 0
    length_ms: int = 0
    repeats: int = 0  # the same track again in one session
    single: int = 0  # sessions of one listen
    lengths: list[int] = field(default_factory=lambda: [0] * 12)
    began_ms: int = 0  # of the session that is going on
    first: int = 0  # its first listen


class Sessions(Struct):
    rows: list[Row] = field(default_factory=list)
    listens: int = 0
    skips: int = 0
    until_ms: int = 0
    seen: dict[str, int] = field(default_factory=dict)  # track -> its latest listen
    counted: list[Counted] = field(default_factory=lambda: [Counted() for _ in GAPS_MS])
    gaps: list[int] = field(default_factory=lambda: [0] * (_OCTAVES * _STEPS))


@dataclass(frozen=True, slots=True)
class Habit:
    gap_ms: int
    count: int
    minutes: float  # the middle one is about so long
    mean_minutes: float
    tracks: float  # in one, on average
    skip_share: float
    repeat_share: float  # of listens: the track had been heard in the same session
    single_share: float  # sessions of one listen
    goes_on: float  # how likely another track follows a track


def heard(state: Sessions, new: Mark, listen: Listen) -> None:
    sequence.put(state.rows, _row(new, listen), lambda row: _fold(state, row))


def unheard(state: Sessions, old: Mark, listen: Listen) -> None:
    sequence.take(state.rows, _row(old, listen))


def _row(m: Mark, listen: Listen) -> Row:
    return m.start_ms, listen.id, m.at_ms, listen.track_id, m.skip > 0


def _fold(state: Sessions, row: Row) -> None:
    start, _, end, track, skipped = row
    gap = start - state.until_ms if state.listens else _FIRST
    if gap > GAPS_MS[0]:
        for counted, most in zip(state.counted, GAPS_MS, strict=True):
            if gap > most:
                _close(state, counted)
                counted.count += 1
                counted.began_ms, counted.first = start, state.listens
    if 1_000 < gap < _FIRST:
        state.gaps[min(int(log2(gap / 1_000) * _STEPS), len(state.gaps) - 1)] += 1
    before = state.seen.pop(track, -1)
    if before >= 0:
        for counted in state.counted:
            counted.repeats += before >= counted.first
    elif len(state.seen) >= _SEEN:
        del state.seen[next(iter(state.seen))]
    state.seen[track] = state.listens  # the latest stands last
    state.until_ms = max(state.until_ms, end)
    state.listens += 1
    state.skips += skipped


def _close(state: Sessions, c: Counted) -> None:
    if c.count:
        length = state.until_ms - c.began_ms
        c.length_ms += length
        c.single += state.listens - c.first == 1
        c.lengths[min(int(log2(max(1.0, length / _MINUTE))), len(c.lengths) - 1)] += 1


def read(state: Sessions, now: datetime) -> Habit:
    return with_gap(state, None)


def with_gap(state: Sessions, gap_ms: int | None) -> Habit:
    """gap_ms: None = fitted; else the nearest one that is counted."""
    whole = msgspec.msgpack.decode(msgspec.msgpack.encode(msgspec.structs.replace(state, rows=[])), type=Sessions)
    for row in state.rows:
        _fold(whole, row)
    wanted = gap_ms or fitted_gap(_gaps(whole.gaps))
    place = min(range(len(GAPS_MS)), key=lambda i: abs(log2(GAPS_MS[i] / wanted)))
    c, listens = whole.counted[place], whole.listens
    _close(whole, c)
    if not c.count:
        return Habit(GAPS_MS[place], 0, 0, 0, 0, 0, 0, 0, 0)
    return Habit(
        gap_ms=GAPS_MS[place],
        count=c.count,
        minutes=_middle(c.lengths),
        mean_minutes=c.length_ms / c.count / _MINUTE,
        tracks=listens / c.count,
        skip_share=whole.skips / listens,
        repeat_share=c.repeats / listens,
        single_share=c.single / c.count,
        goes_on=1 - c.count / listens,
    )


def _gaps(counts: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    n = np.array(counts)
    if n.sum() > _MOST_GAPS:
        n = n * _MOST_GAPS // n.sum()
    middles = 1_000 * 2 ** ((np.arange(len(n)) + 0.5) / _STEPS)
    return np.repeat(middles.astype(np.int64), n)


def _middle(lengths: list[int]) -> float:
    """The median, from counts in octaves of minutes, taken as even inside each."""
    half, before = sum(lengths) / 2, 0
    for octave, n in enumerate(lengths):
        if n and before + n >= half:
            share = (half - before) / n
            return float(2**octave * (1 + share) if octave else 2 * share)
        before += n
    return 0.0


feature = Feature(title="How you listen in one go", state=Sessions, heard=heard, unheard=unheard, read=read)
