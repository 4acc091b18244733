"""Episodes and books that somebody is in the middle of, at their places, and what comes after them."""

import numpy as np

from segue.playlists.briefing import Briefing, Rows
from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe
from segue.recommend.pipeline import Pipeline
from segue.recommend.unfinished import unfinished


def _begun(briefing: Briefing) -> Rows:
    going = unfinished(briefing.profile, briefing.model, briefing.request.now)
    return np.unique(np.array([row for one in going for row in one.run], np.int32))


recipe = Recipe(
    title="Go on",
    pipeline=Pipeline(("resume", "within"), ("banned", "within"), "total", ("going_on",)),
    mix=Mix(length=30, every=Every.TIME, format="any", limit=_begun, needs=0),
)
