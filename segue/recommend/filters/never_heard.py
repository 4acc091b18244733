"""Only what was never heard before, even when nothing is left then."""

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    return ~candidates.among(situation.seen.rows, len(situation.model))


filter_ = Filter(title="Heard before", keep=keep)
