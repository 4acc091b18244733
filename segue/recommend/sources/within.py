"""The best of what a mix is limited to."""

import numpy as np

from segue.recommend.candidates import Rows
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource

_MOST = 600


def propose(situation: Situation) -> Rows:
    rows = situation.within
    if rows is None:
        return np.empty(0, np.int32)
    if len(rows) <= _MOST:
        return rows
    return np.sort(rows[np.argsort(-situation.total[rows], kind="stable")[:_MOST]])


source = CandidateSource(title="What this mix is about", propose=propose)
