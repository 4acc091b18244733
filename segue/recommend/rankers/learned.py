"""What was learnt from earlier answers, on top of the sum; without enough of them the sum alone.

score = total + scale x (share x LambdaMART / spread - aversion x P(skip)), see `segue.learning.ranking`.
"""

import numpy as np
from numpy.typing import NDArray

from segue.recommend.candidates import Candidates
from segue.recommend.columns import columns
from segue.recommend.situation import Situation
from segue.recommend.stages import Ranker

_MOST = 600  # candidates that are looked at closely, the best by the sum


def shares(situation: Situation) -> tuple[float, float]:
    """How much the trees and P(skip) count: as was best on later days, times the settings; 0 without a ranking."""
    ranking, settings = situation.model.ranking, situation.settings
    if ranking is None:
        return 0.0, 0.0
    return settings.learned_weight * ranking.share, settings.skip_aversion * ranking.aversion


def score(situation: Situation, candidates: Candidates) -> NDArray[np.float32]:
    total = situation.total[candidates.track]
    ranking, (share, aversion) = situation.model.ranking, shares(situation)
    if ranking is None or not len(candidates) or not (share or aversion):
        return total
    close = np.arange(len(candidates))
    if len(candidates) > _MOST:
        close = np.sort(np.argpartition(-total, _MOST - 1)[:_MOST])
    found = ranking.score(columns(situation, candidates.track[close]), share, aversion)
    if len(close) < len(candidates):  # the rest stays behind them, in its order
        out = total - (float(total.max()) - float(found.min())) - 1
        out[close] = found
        return out
    return found


ranker = Ranker(title="What was learnt from earlier answers", score=score)
