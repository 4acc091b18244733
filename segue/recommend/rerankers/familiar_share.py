"""Not only what is known: at most a share of the slate was heard before, while something new is there.

Heard, not finished: otherwise a library of one listener would be "new" only in what they always skip.
"""

import numpy as np

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    n = situation.request.n
    known = candidates.among(situation.seen.rows, len(situation.model))
    allowed = int(np.ceil(situation.settings.familiar_share * n))
    over = known & (np.cumsum(known) > allowed)
    fresh = np.flatnonzero(~over)
    return candidates.take(np.concatenate([fresh[:n], np.flatnonzero(over), fresh[n:]]))


reranker = Reranker(title="Familiar and new", rerank=rerank)
