"""What the listener is in the middle of: the rest of it, or the next part."""

import numpy as np

from segue.learning.distinct import distinct
from segue.recommend.candidates import Rows
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource


def propose(situation: Situation) -> Rows:
    return distinct(np.array(situation.choice.runs, np.int32))


source = CandidateSource(title="What you are in the middle of", propose=propose)
