"""Artists and releases apart: between two tracks of one artist, and of one release, stand some of others.

Place by place the best that keeps the distance; where nothing does, the best that is left.
"""

import numpy as np

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker

_POOL = 4  # times n: how deep the list is looked through


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    settings, model = situation.settings, situation.model
    apart = settings.artist_apart, settings.album_apart
    pool = min(len(candidates), _POOL * situation.request.n)
    if not any(apart) or pool < 2:
        return candidates
    rows = candidates.track[:pool]
    release = model.lineage.release[rows]
    keys = list(zip(model.artists[rows].tolist(), np.where(model.lineage.named[release], release, -1), strict=True))
    left = list(range(pool))
    order: list[int] = []
    while left:
        near = [{keys[i][what] for i in order[max(0, len(order) - k) :]} - {-1} for what, k in enumerate(apart)]
        at = next((j for j, i in enumerate(left) if keys[i][0] not in near[0] and keys[i][1] not in near[1]), 0)
        order.append(left.pop(at))
        if len(order) == situation.request.n:
            break
    return candidates.take(np.array([*order, *left, *range(pool, len(candidates))], np.intp))


reranker = Reranker(title="Artists and albums apart", rerank=rerank)
