"""The best of the blend, and the best of each of its components: no single model decides who is looked at."""

import numpy as np

from segue.recommend.candidates import Rows
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource
from segue.recommend.top import top_rows

_BLEND = 300
_EACH = 40


def propose(situation: Situation) -> Rows:
    best = np.zeros(len(situation.model), np.bool_)
    best[top_rows(situation.blended, _BLEND)] = True
    for part in situation.parts:
        best[top_rows(part, _EACH)] = True
    return np.flatnonzero(best).astype(np.int32)


source = CandidateSource(title="What the models expect you to finish", propose=propose)
