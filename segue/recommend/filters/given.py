"""Not what earlier issues of a mix held."""

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    return ~candidates.among(situation.given, len(situation.model))


filter_ = Filter(title="In an earlier issue", keep=keep)
