"""Past: the columns of `segue.learning.skips` for the candidates of one answer, from the listener's profile.

The profile's sums are the start, less what its latest marks brought; those are then lived through again by the same
kernel that lives through whole histories, which fills in session, recency and all that fades.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.skips.past import OUTCOMES, RECENT, RECENT_SKIPS, SKIPS, Moment, N, Past, know, learn, nothing
from segue.profiles.device_kind import kind_of
from segue.profiles.mark import Mark, week_cell
from segue.recommend.situation import Situation

_LATEST = 120  # marks that are lived through
_BEFORE = 40.0  # outcomes before those that may speak for the recent rate


def known(situation: Situation, rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """(n, N) float32. rows: (n,) of the model's items."""
    out = np.empty((len(rows), N), np.float32)
    if not len(rows):
        return out
    model, now = situation.model, situation.request.now
    device = situation.habits.where.device
    marks = [m for m in situation.recent if (m.like or m.skip) and m.start_ms][-_LATEST:]
    where = np.array([model.row_of.get(m.track, -1) if m.track else -1 for m in marks], np.int64)
    artists, artist = np.unique(model.artists[rows], return_inverse=True)
    order = np.argsort(rows, kind="stable")
    track_of = _among(np.asarray(rows, np.int64)[order], order, where)
    artist_of = np.where(
        where >= 0, _among(artists.astype(np.int64), np.arange(len(artists)), model.artists[where].astype(np.int64)), -1
    )
    past = nothing(len(rows), len(artists), 0, 1, 0, 0)
    skipped = np.array([m.skip > 0 for m in marks], np.float64)
    _sums(situation, past, rows, artists)
    _without(past, marks, track_of, artist_of, skipped)
    own = [kind_of(m.device) for m in marks]
    at = Moment(
        now.timestamp() * 1000, week_cell(now), 0 if device else -1, -1, -1, situation.habits.where.shuffle, 0
    )  # fmt: skip
    _used(situation, past, device, skipped, own)
    _relive(
        past, at, track_of, artist_of, np.array([m.start_ms for m in marks], np.float64),
        np.array([m.at_ms for m in marks], np.float64), np.array([m.cell for m in marks], np.int64),
        np.array([kind == device for kind in own], np.bool_), skipped,
        np.arange(len(rows)), artist, out,
    )  # fmt: skip
    return out


def _among(sorted_values: NDArray[np.int64], codes: NDArray[np.intp], asked: NDArray[np.int64]) -> NDArray[np.int64]:
    """(m,) the code of each asked value, -1 where it is not among the sorted ones."""
    at = np.minimum(np.searchsorted(sorted_values, asked), len(sorted_values) - 1)
    return np.where(sorted_values[at] == asked, codes[at], -1)


def _sums(situation: Situation, past: Past, rows: NDArray[np.int32], artists: NDArray[np.int32]) -> None:
    seen, model = situation.seen, situation.model
    if len(seen.rows):
        at = np.minimum(np.searchsorted(seen.rows, rows), len(seen.rows) - 1)
        own = seen.rows[at] == rows
        past.track[own, 0] = seen.skips[at[own]]
        past.track[own, 1] = seen.skips[at[own]] + seen.likes[at[own]]
        code = _among(artists.astype(np.int64), np.arange(len(artists)), model.artists[seen.rows].astype(np.int64))
        theirs = code >= 0
        past.artist[:, 0] = np.bincount(code[theirs], seen.skips[theirs], len(artists))
        past.artist[:, 1] = past.artist[:, 0] + np.bincount(code[theirs], seen.likes[theirs], len(artists))
        for row, i in zip(rows[own].tolist(), np.flatnonzero(own).tolist(), strict=True):
            tally = situation.tallies.get(model.items[row].id)
            if tally is not None:
                past.track_ms[i] = max((proof[-1][0] for proof in (tally.finished, tally.left) if proof), default=0)
    usual = situation.skips
    past.listener[SKIPS], past.listener[OUTCOMES] = usual.usual * usual.outcomes, usual.outcomes
    past.cell[:, 0] = situation.habits.skipped
    past.cell[:, 1] = past.cell[:, 0] + situation.habits.heard


def _without(
    past: Past,
    marks: Sequence[Mark],
    track: NDArray[np.int64],
    artist: NDArray[np.int64],
    skipped: NDArray[np.float64],
) -> None:
    """Take the marks that will be lived through out of the sums."""
    cells = np.array([m.cell for m in marks], np.int64)
    for table, code in ((past.track, track), (past.artist, artist), (past.cell, cells)):
        here = code >= 0
        table[:, 0] -= np.bincount(code[here], skipped[here], len(table))
        table[:, 1] -= np.bincount(code[here], minlength=len(table))
        np.maximum(table, 0, out=table)
        table[:, 1] = np.maximum(table[:, 1], table[:, 0])
    one = past.listener
    one[SKIPS], one[OUTCOMES] = max(one[SKIPS] - skipped.sum(), 0), max(one[OUTCOMES] - len(marks), 0)
    share = min(one[OUTCOMES], _BEFORE)
    rate = one[SKIPS] / one[OUTCOMES] if one[OUTCOMES] else 0.0
    one[RECENT_SKIPS], one[RECENT] = share * min(rate, 1.0), share


def _used(situation: Situation, past: Past, device: str, skipped: NDArray[np.float64], own: Sequence[str]) -> None:
    listens, skips = situation.habits.used
    here = np.array([kind == device for kind in own], np.bool_)
    past.device[0] = max(skips - skipped[here].sum(), 0), max(listens - here.sum(), 0)


@njit(cache=True, nogil=True)
def _relive(past, at, track, artist, start, end, cell, here, skipped, rows, artists, out):  # type: ignore[no-untyped-def]
    for i in range(len(start)):
        then = Moment(start[i], cell[i], 0 if here[i] else -1, -1, -1, -1, 0)
        learn(past, then, track[i], artist[i], -1, start[i], end[i], skipped[i])
    know(past, at, rows, artists, np.full(len(rows), -1, np.int64), out)
