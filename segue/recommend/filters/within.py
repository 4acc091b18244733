"""Only what a mix is limited to."""

import numpy as np

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    if situation.within is None:
        return np.ones(len(candidates), np.bool_)
    return candidates.among(situation.within, len(situation.model))


filter_ = Filter(title="Not what this mix is about", keep=keep)
