"""Up to six mixes, one for each side of a taste: what is known of it and what lies near. They keep their numbers."""

import numpy as np

from segue.playlists.briefing import Briefing, Rows
from segue.playlists.clusters import clusters
from segue.playlists.recipe import Mix, Recipe, mixing

_NEAR = 1500


def _offer(briefing: Briefing) -> list[str]:
    return [str(number) for number in clusters(briefing)]


def _side(briefing: Briefing) -> Rows:
    sides = clusters(briefing)
    one = sides.get(int(briefing.argument)) if briefing.argument.isdecimal() else None
    if one is None:
        return np.empty(0, np.int32)
    near = briefing.near(one.centre, min(_NEAR, max(100, len(briefing.model) // 3)))
    centres = np.stack([side.centre for side in sides.values()])
    closest = np.array(list(sides))[(briefing.model.space[near] @ centres.T).argmax(axis=1)]
    mine = near[(closest == int(briefing.argument)) & ~np.isin(near, briefing.seen.rows)]  # what is known has its side
    return np.union1d(mine, one.rows).astype(np.int32)


recipe = Recipe(
    title="Daily mix",
    pipeline=mixing("familiar"),
    mix=Mix(length=50, limit=_side, offer=_offer, needs=8, usual_share=0.6, shape="wave"),
)
