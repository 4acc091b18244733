"""Maximal marginal relevance (Carbonell & Goldstein 1998): each next track is good and unlike the ones before."""

import numpy as np

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker

_POOL = 8  # times n: how deep the list is looked through


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    weight, n = situation.settings.diversity, situation.request.n
    pool = min(len(candidates), _POOL * n)
    if not weight or pool < 2:
        return candidates
    head = candidates.take(np.arange(pool))
    spread = float(head.score[0] - head.score[-1]) or 1.0
    relevance = (head.score - head.score[-1]) / spread
    tracks = situation.model.space[head.track]
    nearest = np.zeros(pool, np.float32)
    chosen: list[int] = []
    left = np.ones(pool, np.bool_)
    for _ in range(min(pool, 2 * n)):
        value = np.where(left, (1 - weight) * relevance - weight * nearest, -np.inf)
        best = int(np.argmax(value))
        chosen.append(best)
        left[best] = False
        np.maximum(nearest, tracks @ tracks[best], out=nearest)
    order = np.concatenate([np.array(chosen), np.flatnonzero(left), np.arange(pool, len(candidates))])
    return candidates.take(order.astype(np.intp))


reranker = Reranker(title="Diversity", rerank=rerank)
