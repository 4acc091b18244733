"""Maximal marginal relevance (Carbonell & Goldstein 1998): each next track is good and unlike the ones before."""

import numpy as np
from numba import njit

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker

_POOL = 8  # times n: how deep the list is looked through


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _marginal(relevance, tracks, weight, wanted):  # type: ignore[no-untyped-def]
    """(wanted,) int64: what to take, one after the other; ties go to the one before."""
    n = len(relevance)
    nearest, left = np.zeros(n, np.float32), np.ones(n, np.bool_)
    chosen = np.empty(wanted, np.int64)
    for place in range(wanted):
        best, highest = 0, -np.inf
        for i in range(n):
            if left[i]:
                value = (1 - weight) * relevance[i] - weight * nearest[i]
                if value > highest:
                    best, highest = i, value
        chosen[place], left[best] = best, False
        for i in range(n):
            if left[i]:
                near = np.float32(0)
                for d in range(tracks.shape[1]):
                    near += tracks[i, d] * tracks[best, d]
                nearest[i] = max(nearest[i], near)
    return chosen


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    weight, n = situation.settings.diversity, situation.request.n
    pool = min(len(candidates), _POOL * n)
    if not weight or pool < 2:
        return candidates
    head = candidates.take(np.arange(pool))
    spread = float(head.score[0] - head.score[-1]) or 1.0
    relevance = (head.score - head.score[-1]) / spread
    tracks = situation.model.space[head.track]
    chosen = _marginal(relevance.astype(np.float32), tracks, np.float32(weight), min(pool, 2 * n))
    left = np.ones(pool, np.bool_)
    left[chosen] = False
    order = np.concatenate([chosen, np.flatnonzero(left), np.arange(pool, len(candidates))])
    return candidates.take(order.astype(np.intp))


reranker = Reranker(title="Diversity", rerank=rerank)
