"""What came out this year, first by those whom the listener hears; in January and February last year's, too."""

import numpy as np

from segue.playlists.briefing import Briefing, Rows
from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing

_STILL_NEW = 2  # months of a year in which the last one is new


def _new(briefing: Briefing) -> Rows:
    now = briefing.request.now
    first = now.year - (now.month <= _STILL_NEW)
    years = briefing.model.years
    return np.flatnonzero((years >= first) & (years <= now.year)).astype(np.int32)


recipe = Recipe(
    title="Release radar",
    pipeline=mixing(
        "learned", orders=("fatigue", "freshness", "one_version", "artists_heard", "artist_cap", "spacing")
    ),
    mix=Mix(length=30, every=Every.WEEK, limit=_new, needs=5, mood="new"),
)
