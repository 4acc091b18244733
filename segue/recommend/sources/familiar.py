"""Tracks the listener finished before, and others of artists they finish."""

from segue.recommend.candidates import Rows
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource
from segue.recommend.top import top_rows

_MOST = 100


def propose(situation: Situation) -> Rows:
    rows = top_rows(situation.familiar, _MOST)
    return rows[situation.familiar[rows] > 0]


source = CandidateSource(title="What you finish", propose=propose)
