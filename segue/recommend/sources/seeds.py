"""Tracks close to the ones the request starts from."""

import numpy as np

from segue.recommend.candidates import Rows
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource
from segue.recommend.top import top_rows

_MOST = 200


def propose(situation: Situation) -> Rows:
    if situation.nearness is None:
        return np.empty(0, np.int32)
    return top_rows(situation.nearness, _MOST)


source = CandidateSource(title="Close to where you started", propose=propose)
