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


def score(situation: Situation, candidates: Candidates) -> NDArray[np.float32]:
    total = situation.total[candidates.track]
    ranking, settings = situation.model.ranking, situation.settings
    if ranking is None or not len(candidates) or not (settings.learned_weight or settings.skip_aversion):
        return total
    close = np.arange(len(candidates))
    if len(candidates) > _MOST:
        close = np.sort(np.argpartition(-total, _MOST - 1)[:_MOST])
    found = ranking.score(
        columns(situation, candidates.track[close]),
        settings.learned_weight * ranking.share, settings.skip_aversion * ranking.aversion,
    )  # fmt: skip
    if len(close) < len(candidates):  # the rest stays behind them, in its order
        out = total - (float(total.max()) - float(found.min())) - 1
        out[close] = found
        return out
    return found


ranker = Ranker(title="What was learnt from earlier answers", score=score)
