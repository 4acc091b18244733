"""Popularity as this listener likes it: famous, known and niche tracks in the shares in which they finish them.

Starts from the n best and exchanges the lowest of a level of which there is too much for the best of one of which there
is too little, as long as the gain in likeness (Kullback-Leibler; Steck, RecSys 2018, on levels of popularity as in
Abdollahpouri et al., UMAP 2021) is worth the places given up. The first track stays. A listener of whom little is known
is expected to like each level alike; some places are kept for niche work in any case.
"""

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from segue.recommend.candidates import Candidates
from segue.recommend.fame import LEVELS, NICHE
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker

_POOL = 6  # times n: how deep the list is looked through
_TRUST = 10.0  # liked tracks after which a listener's own shares weigh as much as equal ones
_FEWEST = 5  # listeners below which popularity says nothing but what these few like
_BLUR = 0.01  # of the wanted shares mixed into the slate's, so that a level that is missing costs a finite amount


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    settings, model, n = situation.settings, situation.model, situation.request.n
    pool = min(len(candidates), _POOL * n)
    level = model.levels[candidates.track[:pool]]
    if not settings.calibration or model.listeners < _FEWEST or pool <= n or (level == level[0]).all():
        return candidates
    chosen = arranged(level.tolist(), wanted(situation).tolist(), n, settings.calibration, settings.niche_share)
    left = np.ones(len(candidates), np.bool_)
    left[chosen] = False
    return candidates.take(np.concatenate([np.array(chosen, np.intp), np.flatnonzero(left)]))


def wanted(situation: Situation) -> NDArray[np.float64]:
    """(3,) shares of the levels among what the listener likes."""
    own = np.bincount(situation.model.levels[situation.known.rows], situation.liked > 0, LEVELS)
    shares: NDArray[np.float64] = (own + _TRUST / LEVELS) / (own.sum() + _TRUST)
    return shares


def arranged(level: Sequence[int], shares: Sequence[float], n: int, weight: float, niche_share: float) -> list[int]:
    """Indices of the chosen n, ascending. level: of the candidates, best first."""
    chosen, pool = list(range(n)), len(level)
    spare = [[i for i in range(n, pool) if level[i] == one] for one in range(LEVELS)]
    counts = [sum(level[i] == one for i in chosen) for one in range(LEVELS)]
    owed = min(int(niche_share * n), counts[NICHE] + len(spare[NICHE]))
    while True:
        best, value = None, 0.0
        now = _distance(shares, counts)
        for out in range(LEVELS):
            lowest = next((i for i in reversed(chosen[1:]) if level[i] == out), None)
            if lowest is None or (out == NICHE and counts[NICHE] <= owed):
                continue
            for into in range(LEVELS):
                if into != out and spare[into]:
                    after = [c + (one == into) - (one == out) for one, c in enumerate(counts)]
                    cost = (1 - weight) * (spare[into][0] - lowest) / pool
                    gain = weight * (now - _distance(shares, after)) - cost
                    if into == NICHE and counts[NICHE] < owed:
                        gain += 1e3  # owed, whatever it costs
                    if gain > value + 1e-9:
                        best, value = (lowest, out, into), gain
        if best is None:
            return sorted(chosen)
        lowest, out, into = best
        chosen.remove(lowest)
        chosen.append(spare[into].pop(0))
        chosen.sort()
        counts[out] -= 1
        counts[into] += 1


def _distance(shares: Sequence[float], counts: Sequence[int]) -> float:
    """Kullback-Leibler divergence of a slate's shares from the wanted ones, in nats."""
    total = sum(counts)
    return sum(
        p * log(p / ((1 - _BLUR) * count / total + _BLUR * p)) for p, count in zip(shares, counts, strict=True) if p
    )


reranker = Reranker(title="Popularity as you like it", rerank=rerank)
