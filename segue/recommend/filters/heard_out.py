"""No episode or chapter that was heard to its end: people go on, where they would hear a song again."""

import numpy as np

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    model, tallies = situation.model, situation.tallies
    fits = np.ones(len(candidates), np.bool_)
    going = set(situation.choice.runs)
    for i in np.flatnonzero(model.formats[candidates.track]):
        row = int(candidates.track[i])
        tally = tallies.get(model.items[row].id)
        fits[i] = row in going or tally is None or not tally.plays
    return fits


filter_ = Filter(title="Heard out", keep=keep, soft=True)
