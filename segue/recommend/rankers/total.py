"""Long-term taste, the listener's own record and the last minutes, in one sum."""

import numpy as np
from numpy.typing import NDArray

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Ranker


def score(situation: Situation, candidates: Candidates) -> NDArray[np.float32]:
    return situation.total[candidates.track]


ranker = Ranker(title="Taste, habit and the last minutes", score=score)
