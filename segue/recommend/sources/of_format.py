"""The best of the format that was chosen, where it is the smaller part of the catalogue; of a book, its beginning."""

import numpy as np

from segue.recommend.candidates import Rows
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource

_MOST = 200


def propose(situation: Situation) -> Rows:
    rows = np.setdiff1d(situation.choice.rows, situation.model.parts.later).astype(np.int32)
    if len(rows) <= _MOST:
        return rows
    return np.sort(rows[np.argsort(-situation.total[rows], kind="stable")[:_MOST]])


source = CandidateSource(title="The best of this format", propose=propose)
