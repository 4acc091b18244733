"""What the listener is in the middle of comes first, when that is what they do at this hour."""

import numpy as np

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    choice, n = situation.choice, situation.request.n
    if not choice.leads:
        return candidates
    at = {int(row): i for i, row in enumerate(candidates.track)}
    latest, *others = choice.going
    head = [*latest.run[: (n + 1) // 2], *(one.row for one in others if one.format == latest.format)]
    first = [at[row] for row in dict.fromkeys(head) if row in at]
    taken = np.zeros(len(candidates), np.bool_)
    taken[first] = True
    tail = [at[row] for row in choice.runs if row in at and not taken[at[row]]]
    taken[tail] = True
    order = [*first, *np.flatnonzero(~taken).tolist(), *tail]
    return candidates.take(np.array(order, np.intp))


reranker = Reranker(title="What you are in the middle of", rerank=rerank)
