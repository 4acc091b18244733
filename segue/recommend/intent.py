"""Intent: what the listener wants right now, from the outcomes of the last minutes.

A ridge logistic regression over the session, refitted for every answer: P(finish | track i) =
sigmoid(b + F_i . s), where F is the item space and b the log-odds that this listener finishes *anything* at this
hour of this weekday. So a skip counts by how unusual it is: for somebody who skips most of what comes at this
time a skip says little and a finish a lot. s starts at 0 in every session and old outcomes fade, so one bad
morning does not destroy a taste. Solved in the span of the session's tracks (representer theorem), which makes
it a Newton iteration on a matrix of at most 30 x 30.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.profiles.mark import Mark

SESSION_S = 3 * 3600.0  # outcomes older than this are another session
_HALF_LIFE_S = 40 * 60.0
_FADE = 0.85  # of an outcome with each later one: the last three or four say where the mood is going
_MOST = 30
_VARIANCE = 8.0  # prior variance of a track's log-odds in this session
_STEPS = 6
_SETTLED = 1e-3  # log-odds
_SURE = 2.5  # skips of the like, faded, at which each counts whole: three. Chosen in worlds of seeds 11 and 12
_GAIN = 1.5  # so that three say what they would if each counted whole at once
TURNS = 0.1  # chance that a session wants something else than usual, before anything of it is known
_LEFT = 0.8  # of what is not wanted then, so much is left


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of one session, columns of length m <= 30.

    rows: int32 rows of the item space; finished: float64, 1 = finished, 0 = left; weight: float64, 0-1
    events: what told of each
    """

    rows: NDArray[np.int32]
    finished: NDArray[np.float64]
    weight: NDArray[np.float64]
    events: tuple[str, ...] = ()


def outcomes(recent: Sequence[Mark], now_ms: float, row_of: Mapping[TrackId, int], *, skips_count: bool) -> Outcomes:
    """The session's outcomes among `recent` marks the latest last."""
    found: list[tuple[int, float, float, str]] = []
    for m in reversed(recent):
        age_s = (now_ms - m.at_ms) / 1000
        if age_s > SESSION_S or len(found) == _MOST:
            break
        strength = m.skip if m.skip else min(1.0, m.like)
        row = row_of.get(m.track) if m.track else None
        if row is None or not strength or (m.skip and not skips_count):
            continue
        weight = strength * _FADE ** len(found) * 0.5 ** (age_s / _HALF_LIFE_S)
        found.append((row, 0.0 if m.skip else 1.0, weight, m.event_id))
    rows, finished, weights, events = zip(*reversed(found), strict=True) if found else ((), (), (), ())
    return Outcomes(np.array(rows, np.int32), np.array(finished, np.float64), np.array(weights, np.float64), events)


def direction(space: NDArray[np.float32], seen: Outcomes, finish_rate: float) -> NDArray[np.float32]:
    """(d,) float32: s above, `_GAIN` times; zero without outcomes.

    space: (n_items, d) float32, rows of length <= 1. finish_rate: 0-1, usual at this hour.
    """
    if not len(seen.rows):
        return np.zeros(space.shape[1], np.float32)
    tracks = space[seen.rows].astype(np.float64)
    kernel = _VARIANCE * (tracks @ tracks.T)
    rate = min(max(finish_rate, 0.02), 0.98)
    bias = np.log(rate / (1 - rate))
    logit = np.zeros(len(seen.rows))
    eye = np.eye(len(seen.rows))
    alpha = np.zeros(len(seen.rows))
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(bias + logit)))
        # p (1 - p) bounded below keeps the step finite when the session is all of one kind
        curvature = np.maximum(seen.weight * p * (1 - p), 1e-3)
        target = logit + seen.weight * (seen.finished - p) / curvature
        alpha = np.linalg.solve(kernel + eye / curvature[:, None], target)
        before, logit = logit, kernel @ alpha
        if np.abs(logit - before).max() < _SETTLED:
            break
    told = np.where(seen.finished > 0, alpha, alpha * _borne_out(tracks, seen))
    return (_GAIN * _VARIANCE * (tracks.T @ told)).astype(np.float32)


def _borne_out(tracks: NDArray[np.float64], seen: Outcomes) -> NDArray[np.float64]:
    """(m,) 0-1: how far skips like it, itself among them, bear an outcome out. tracks: (m, d)"""
    length = np.maximum(np.linalg.norm(tracks, axis=1), 1e-9)
    alike = np.clip(tracks @ tracks.T / (length[:, None] * length), 0.0, 1.0)
    found: NDArray[np.float64] = np.minimum(1.0, alike @ (seen.weight * (seen.finished == 0)) / _SURE)
    return found


def turned(near: NDArray[np.floating], seen: Outcomes, finish_rate: float) -> float:
    """0-1: how likely this session does not want what it usually finishes (Bayes, two hypotheses).

    near: (m,) 0-1, how much each outcome is about it. finish_rate: 0-1, usual at this hour: for somebody who finishes
    most of what comes then, two skips are enough; for somebody who skips most, five are not.
    """
    rate = min(max(finish_rate, 0.02), 0.98)
    about = np.clip(near, 0.0, 1.0) * seen.weight
    told = np.where(seen.finished > 0, np.log((1 - _LEFT) / rate), np.log(_LEFT / (1 - rate)))
    odds = np.log(TURNS / (1 - TURNS)) + float(about @ told)
    return float(1 / (1 + np.exp(-odds)))
