"""Fatigue: what led the slates of the last days and was never chosen, sinks; with time a day weighs less.

A track was passed over on a day when it stood in a slate of that day, something was heard on that day, and it was not:
neither then nor since. A place counts as looked at with chance 1 / place (Richardson, Dominowska & Ragno, WWW 2007,
with the simplest curve), so leading a slate in vain tires most. Today does not count: it is not over.
"""

import numpy as np

from segue.domain.event import TrackId
from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker

_MOST = 3.0  # days in vain beyond which nothing tires further


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    settings, row_of = situation.settings, situation.model.row_of
    if not settings.fatigue_weight or not situation.shown:
        return candidates
    tired = tiredness(situation.shown, situation.heard_days, settings.fatigue_half_life_days)
    by_row = np.zeros(len(situation.model), np.float32)
    for track, value in tired.items():
        if track in row_of:
            by_row[row_of[track]] = min(value, _MOST)
    return candidates.lifted(-settings.fatigue_weight * by_row[candidates.track]) if tired else candidates


def tiredness(
    shown: dict[int, dict[TrackId, int]], heard: dict[int, set[TrackId]], half_life_days: float
) -> dict[TrackId, float]:
    """Track -> days in vain, each halved with age. shown: days ago -> track -> best place, from 0; heard: the same
    days -> what was heard."""
    found: dict[TrackId, float] = {}
    since: set[TrackId] = set(heard.get(0, ()))
    for ago in sorted(shown.keys() | heard.keys()):
        on_day = heard.get(ago, set())
        since |= on_day
        if on_day and ago > 0:
            weight = 0.5 ** (ago / half_life_days)
            for track, place in shown.get(ago, {}).items():
                if track not in since:
                    found[track] = found.get(track, 0.0) + weight / (1 + place)
    return found


reranker = Reranker(title="Fatigue", rerank=rerank)
