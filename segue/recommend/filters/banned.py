"""Never what the listener banned."""

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    row_of = situation.model.row_of
    rows = [row_of[track] for track in situation.rated.banned if track in row_of]
    return ~candidates.among(rows, len(situation.model))


filter_ = Filter(title="Banned", keep=keep)
