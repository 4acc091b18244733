"""Only what is in a library here, or only what is not, where the request says so."""

import numpy as np

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.owned import allowed
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    fits = allowed(situation.model.owned, len(situation.model), situation.request.library)
    return np.ones(len(candidates), np.bool_) if fits is None else fits[candidates.track]


filter_ = Filter(title="Not of this library", keep=keep)
