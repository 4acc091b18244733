"""One decade, by the listener's own taste: `decade:1990`."""

from collections import Counter

import numpy as np

from segue.playlists.briefing import Briefing, Rows
from segue.playlists.recipe import Mix, Recipe, mixing

_OFFERED = 2
_FEWEST = 15  # tracks of a decade that make a mix


def _offer(briefing: Briefing) -> list[str]:
    years, told = briefing.model.years, Counter[int]()
    for row, weight in zip(briefing.seen.rows.tolist(), briefing.liked.tolist(), strict=True):
        if weight > 0 and years[row]:
            told[int(years[row]) // 10 * 10] += weight
    return [str(ten) for ten, _ in told.most_common() if np.count_nonzero(years // 10 == ten // 10) >= _FEWEST][
        :_OFFERED
    ]


def _of_it(briefing: Briefing) -> Rows:
    first = int(briefing.argument.removesuffix("s")) if briefing.argument.removesuffix("s").isdecimal() else -1
    years = briefing.model.years
    return np.flatnonzero((years > 0) & (years // 10 == first // 10)).astype(np.int32)


recipe = Recipe(
    title="Decade", pipeline=mixing("familiar"), mix=Mix(limit=_of_it, offer=_offer, needs=3, remembers=1, returns=0.5)
)
