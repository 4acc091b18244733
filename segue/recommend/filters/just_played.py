"""Not what was on a moment ago, unless it is to be gone on with."""

from segue.domain.event import EventKind
from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter

_ON = frozenset({EventKind.PLAY, EventKind.RESUME, EventKind.STOP, EventKind.COMPLETE})


def keep(situation: Situation, candidates: Candidates) -> Mask:
    rows = situation.rows_since(situation.settings.just_played_s, _ON)
    begun = [one.row for one in situation.choice.going]
    if not begun:
        return ~candidates.among(rows, len(situation.model))
    return ~candidates.among(list({*rows}.difference(begun)), len(situation.model))


filter_ = Filter(title="Just played", keep=keep, soft=True)
