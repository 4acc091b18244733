"""What was liked most and has rested longest."""

import numpy as np
from numpy.typing import NDArray

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Ranker

_HALF_MS = 120 * 86_400_000  # after so long a rest counts half of what it can


def score(situation: Situation, candidates: Candidates) -> NDArray[np.float32]:
    now_ms = situation.request.now.timestamp() * 1000
    found = np.zeros(len(candidates), np.float32)
    for i, row in enumerate(candidates.track.tolist()):
        tally = situation.tallies.get(situation.model.items[row].id)
        if tally is not None and tally.finished:
            rest = max(0.0, now_ms - tally.finished[-1][0])
            found[i] = np.log1p(max(tally.likes - tally.skips, 0.0)) * rest / (rest + _HALF_MS)
    return found


ranker = Ranker(title="What you loved and have not heard for long", score=score)
