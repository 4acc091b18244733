"""Familiar and new, on a dial from 0, all new, to 1, all heard before.

At most that share of a slate was heard before, and at least its square: exact at both ends, with room in between for
what scores well. Heard, not finished: otherwise a library of one listener would be "new" only in what they always skip.
"""

import numpy as np

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    n, share = min(situation.request.n, len(candidates)), situation.familiar_share
    known = candidates.among(situation.seen.rows, len(situation.model))
    most, least = int(np.ceil(share * n)), int(share * share * n)
    of_known, of_new = np.flatnonzero(known), np.flatnonzero(~known)
    wanted = int(np.clip(np.count_nonzero(known[:n]), least, most))
    wanted = max(min(wanted, len(of_known)), n - len(of_new))  # where one kind runs out, the other fills up
    head = np.sort(np.concatenate([of_known[:wanted], of_new[: n - wanted]]))
    left = np.ones(len(candidates), np.bool_)
    left[head] = False
    return candidates.take(np.concatenate([head, np.flatnonzero(left)]))


reranker = Reranker(title="Familiar and new", rerank=rerank)
