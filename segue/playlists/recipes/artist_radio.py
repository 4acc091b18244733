"""An artist and those who are like them: `artist_radio:ID`, the id as answers give it."""

import numpy as np

from segue.playlists.briefing import Briefing, Rows
from segue.playlists.recipe import Mix, Recipe, mixing

_OFFERED, _OWN, _NEAR = 2, 12, 800


def _offer(briefing: Briefing) -> list[str]:
    artists = briefing.model.artists[briefing.seen.rows]
    heard = np.bincount(artists, briefing.liked, 1) if len(artists) else np.zeros(1)
    best = np.argsort(-heard, kind="stable")[:_OFFERED]
    return [briefing.model.artist_ids[i] for i in best.tolist() if heard[i] > 0]


def _around(briefing: Briefing) -> Rows:
    own = briefing.model.by_artist.named(briefing.argument)
    if not len(own):
        return own
    centre = briefing.model.space[own[:50]].mean(axis=0)
    return np.union1d(briefing.near(centre, min(_NEAR, max(50, len(briefing.model) // 8))), own[:_OWN]).astype(np.int32)


recipe = Recipe(
    title="Artist radio",
    pipeline=mixing("familiar"),
    mix=Mix(limit=_around, offer=_offer, needs=0),
)
