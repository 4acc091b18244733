"""Only what was never heard before."""

import numpy as np

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    return ~np.isin(candidates.track, situation.seen.rows)


filter_ = Filter(title="Heard before", keep=keep, soft=True)
