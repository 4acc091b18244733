"""What fits the last minutes, whatever the long-term taste says."""

import numpy as np

from segue.learning.distinct import distinct
from segue.recommend.candidates import Rows
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource
from segue.recommend.top import top_rows

_MOST = 200


def propose(situation: Situation) -> Rows:
    if not situation.intent.any():
        return np.empty(0, np.int32)
    return distinct(top_rows(situation.total, _MOST), top_rows(situation.intent, _MOST // 4))


source = CandidateSource(title="What fits the last minutes", propose=propose)
