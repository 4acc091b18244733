"""Not what was skipped a moment ago."""

from segue.domain.event import EventKind
from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter

_SKIP = frozenset({EventKind.SKIP})


def keep(situation: Situation, candidates: Candidates) -> Mask:
    rows = situation.rows_since(situation.settings.just_skipped_s, _SKIP)
    return ~candidates.among(rows, len(situation.model))


filter_ = Filter(title="Just skipped", keep=keep, soft=True)
