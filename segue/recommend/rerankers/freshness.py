"""Freshness: what was not heard for long and what came out lately rise; what was just heard rests.

A known track rises by half a weight when it has long rested and sinks by half of one right after it was heard; a
release of this year rises by half a weight, one of last year by a quarter. Beside this the order varies a little from
day to day, by the listener and the date alone, so that two days do not begin alike.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from segue.recommend.candidates import Candidates
from segue.recommend.chance import seed_of, uniform
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker

_DAY_MS = 86_400_000


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    settings, request = situation.settings, situation.request
    by = np.zeros(len(candidates))
    if settings.freshness:
        by += settings.freshness * (_rest(situation, candidates) + _new(situation, candidates))
    if settings.daily_variation:
        today = seed_of("day", situation.whose, request.recipe, request.now.date())
        by += settings.daily_variation * ndtri(uniform(candidates.track, today))
    return candidates.lifted(by) if by.any() else candidates


def _rest(situation: Situation, candidates: Candidates) -> NDArray[np.float64]:
    """(n,) from -1/2, just heard, to 1/2, long ago; 0 where it was never heard to the end."""
    model, settings = situation.model, situation.settings
    now_ms = situation.request.now.timestamp() * 1000
    found = np.zeros(len(candidates))
    at = np.flatnonzero(candidates.among(situation.seen.rows, len(model)))
    for i, row in zip(at.tolist(), candidates.track[at].tolist(), strict=True):
        tally = situation.tallies.get(model.items[row].id)
        if tally and tally.finished:
            days = max(0.0, now_ms - tally.finished[-1][0]) / _DAY_MS
            found[i] = 0.5 - 0.5 ** (days / settings.rest_half_life_days)
    return found


def _new(situation: Situation, candidates: Candidates) -> NDArray[np.float64]:
    """(n,) 1/2 for a release of this year, 1/4 for one of last year, else 0."""
    age = situation.request.now.year - situation.model.years[candidates.track]
    return np.where(age <= 0, 0.5, np.where(age == 1, 0.25, 0.0))


reranker = Reranker(title="Freshness", rerank=rerank)
