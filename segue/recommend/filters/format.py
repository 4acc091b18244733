"""One format at a time, the one that was chosen; and no chapter before the ones it follows."""

import numpy as np

from segue.recommend.candidates import Candidates, Mask
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    model, choice = situation.model, situation.choice
    fits = np.ones(len(candidates), np.bool_)
    if choice.format is not None and len(candidates):
        formats = model.formats[candidates.track]
        fits = formats == choice.format
        if situation.request.format == "auto" and not fits.any():  # all of it is banned
            fits = formats == formats[int(np.argmax(situation.total[candidates.track]))]
    if len(model.parts.later):
        later = np.isin(candidates.track, model.parts.later, kind="sort")
        fits &= ~later | np.isin(candidates.track, choice.runs)
    return fits


filter_ = Filter(title="Format", keep=keep)
