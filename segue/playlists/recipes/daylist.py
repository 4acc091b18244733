"""What this listener hears at this hour of this kind of day, and what lies near: another one for each part of a day."""

import numpy as np

from segue.playlists.briefing import Briefing, Rows
from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing

_NEAR = 2000
_FEWEST = 5  # tracks heard at this hour that say what it is like


def _now(briefing: Briefing) -> Rows | None:
    heard = briefing.habits.now
    rows, balance = heard.rows[heard.balance > 0], heard.balance[heard.balance > 0]
    if len(rows) < _FEWEST:
        return None
    near = briefing.near(balance @ briefing.model.space[rows], min(_NEAR, max(100, len(briefing.model) // 5)))
    return np.union1d(near, rows).astype(np.int32)


recipe = Recipe(
    title="Daylist",
    pipeline=mixing("learned", "familiar"),  # learned: of somebody of whom this hour is not known
    mix=Mix(length=40, every=Every.PART, limit=_now, needs=8),
)
