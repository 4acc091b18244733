"""What was finished most in the last weeks: every time counts half as much ten days later."""

import numpy as np
from numpy.typing import NDArray

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Ranker

_HALF_LIFE_MS = 10 * 86_400_000


def score(situation: Situation, candidates: Candidates) -> NDArray[np.float32]:
    now_ms = situation.request.now.timestamp() * 1000
    found = np.zeros(len(candidates), np.float32)
    for i, row in enumerate(candidates.track.tolist()):
        tally = situation.tallies.get(situation.model.items[row].id)
        if tally is not None:
            found[i] = sum(0.5 ** ((now_ms - at) / _HALF_LIFE_MS) for at, _ in tally.finished)
    return found


ranker = Ranker(title="What you play over and over", score=score)
