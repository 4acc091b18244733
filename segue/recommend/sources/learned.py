"""The best of the blend, and the best of each of its components: no single model decides who is looked at."""

from segue.learning.distinct import distinct
from segue.recommend.candidates import Rows
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource
from segue.recommend.top import top_rows

_BLEND = 300
_EACH = 40


def propose(situation: Situation) -> Rows:
    return distinct(top_rows(situation.blended, _BLEND), *(top_rows(part, _EACH) for part in situation.parts))


source = CandidateSource(title="What the models expect you to finish", propose=propose)
