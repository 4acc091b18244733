"""First by those whom the listener hears.

The more of an artist is liked, in steps of twice as much, the earlier; within a step, and by others, the order stays.
"""

import numpy as np

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    artists = situation.model.artists
    if not len(candidates) or not situation.liked.any():
        return candidates
    liked = np.bincount(artists[situation.known.rows], np.maximum(situation.liked, 0), int(artists.max()) + 1)
    steps = np.ceil(np.log2(1 + liked[artists[candidates.track]]))
    return candidates.take(np.argsort(-steps, kind="stable"))


reranker = Reranker(title="By those you hear", rerank=rerank)
