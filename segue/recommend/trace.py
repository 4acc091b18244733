"""Trace: how the tracks of one answer got their places, read off what the stages left behind."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.domain.slate import Trace
from segue.recommend.candidates import Candidates
from segue.recommend.columns import NAMES, columns
from segue.recommend.rankers.learned import shares
from segue.recommend.situation import Situation

_MOST = 5  # features that are named
_LEAST = 0.005  # of a score; less is not worth a line


class Trail:
    """The list after each stage that put it in order, as `Pipeline.run` tells it."""

    def __init__(self) -> None:
        self._lists: list[tuple[str, Candidates]] = []

    def __call__(self, stage: str, ranked: Candidates) -> None:
        self._lists.append((stage, ranked))

    def places(self, row: int, last: int, by_chance: bool) -> dict[str, int]:
        """Stage -> place from 0: after the ranker, and after each stage that moved it. last: where it is shown."""
        found: dict[str, int] = {}
        now = -1
        for stage, ranked in self._lists:
            at = np.flatnonzero(ranked.track == row)
            if len(at) and int(at[0]) != now:
                now = found[stage] = int(at[0])
        if now != last:
            found["explore" if by_chance else "made room"] = last
        return found

    def ranked(self, rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """(n,) the ranker's score of these rows, NaN where a later stage brought one in."""
        out = np.full(len(rows), np.nan, np.float32)
        if self._lists:
            first = self._lists[0][1]
            for i, row in enumerate(rows.tolist()):
                at = np.flatnonzero(first.track == row)
                out[i] = first.score[at[0]] if len(at) else np.nan
        return out


def traces(situation: Situation, trail: Trail, rows: Sequence[int], tried: Sequence[bool]) -> list[Trace]:
    """One for each row of the model's items that is shown, in their order."""
    at = np.array(rows, np.int32)
    if not len(at):
        return []
    settings, model = situation.settings, situation.model
    taste = situation.blended[at]
    terms = {
        "taste": taste,
        "familiar": settings.familiar_weight * situation.familiar[at],
        "intent": settings.intent_weight * situation.intent[at],
        "context": settings.context_weight * situation.moment[at],
    }
    rest = situation.total[at] - sum(terms.values())
    terms["seeds" if situation.nearness is not None else "chance"] = rest
    terms["ranker"] = np.nan_to_num(trail.ranked(at) - situation.total[at])
    parts = model.blend.weights[:, None] * situation.parts[:, at]
    features = _features(situation, at)
    return [
        Trace(
            {name: _short(of[i]) for name, of in terms.items() if abs(of[i]) >= _LEAST},
            {name: _short(part[i]) for name, part in zip(model.blend.names, parts, strict=True)
             if abs(part[i]) >= _LEAST},
            features[i],
            trail.places(row, i, tried[i]),
        )
        for i, row in enumerate(at.tolist())
    ]  # fmt: skip


def _features(situation: Situation, rows: NDArray[np.int32]) -> list[dict[str, float]]:
    """What the learned ranker made of each row's columns: how far the score would fall were one of them unknown."""
    model = situation.model
    share, aversion = shares(situation)
    if model.ranking is None or not (share or aversion):
        return [{} for _ in rows]
    known = columns(situation, rows)
    score = model.ranking.score(known, share, aversion)
    effect = np.zeros(known.shape, np.float32)
    for i in range(known.shape[1]):
        if i == model.ranking.total or np.isnan(known[:, i]).all():
            continue
        without = known.copy()
        without[:, i] = np.nan
        effect[:, i] = score - model.ranking.score(without, share, aversion)
    found = []
    for one in effect:
        most = np.argsort(-np.abs(one), kind="stable")[:_MOST]
        found.append({NAMES[i]: _short(one[i]) for i in most if abs(one[i]) >= _LEAST})
    return found


def _short(value: float | np.floating) -> float:
    return round(float(value), 3)
