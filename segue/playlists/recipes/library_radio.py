"""What stands in a library here, would be liked and was never heard. Where nobody has scanned or read one, all that is
known counts as here."""

import numpy as np

from segue.playlists.briefing import Briefing, Rows
from segue.playlists.recipe import Mix, Recipe, mixing


def _here(briefing: Briefing) -> Rows | None:
    owned = briefing.model.owned
    rows = np.flatnonzero(owned.mask()) if owned is not None else ()
    return np.asarray(rows, np.int32) if len(rows) else None


recipe = Recipe(
    title="Library radio",
    pipeline=mixing("learned", filters=("never_heard",)),
    familiar_share=0.0,
    mix=Mix(length=50, limit=_here, remembers=2, needs=5),
)
