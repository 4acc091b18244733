"""A track and what is like it: `track_radio:ID`."""

import numpy as np

from segue.domain.event import TrackId
from segue.playlists.briefing import Briefing, Rows
from segue.playlists.recipe import Mix, Recipe, mixing

_NEAR = 800


def _none(briefing: Briefing) -> tuple[str, ...]:
    return ()  # it is asked for beside a track, and not offered


def _around(briefing: Briefing) -> Rows:
    row = briefing.model.row_of.get(TrackId(briefing.argument))
    if row is None:
        return np.empty(0, np.int32)
    near = briefing.near(briefing.model.space[row], min(_NEAR, max(50, len(briefing.model) // 8)))
    return np.union1d(near, np.array([row])).astype(np.int32)


recipe = Recipe(
    title="Track radio",
    pipeline=mixing("familiar", "seeds"),
    mix=Mix(limit=_around, offer=_none, needs=0),
)
