"""Only what was heard before."""

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    return candidates.among(situation.seen.rows, len(situation.model))


filter_ = Filter(title="Never heard", keep=keep)
