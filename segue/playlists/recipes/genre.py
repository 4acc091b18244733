"""One genre, by the listener's own taste: `genre:jazz`."""

from collections import Counter

from segue.playlists.briefing import Briefing, Rows
from segue.playlists.recipe import Mix, Recipe, mixing

_OFFERED = 4
_FEWEST = 15  # tracks of a tag that make a mix


def _offer(briefing: Briefing) -> list[str]:
    tags, told = briefing.model.traits.tags, Counter[str]()
    for row, weight in zip(briefing.seen.rows.tolist(), briefing.liked.tolist(), strict=True):
        for tag in briefing.model.items[row].tags[:3]:
            told[tag.lower()] += weight
    return [tag for tag, weight in told.most_common(40) if weight > 0 and len(tags.get(tag, ())) >= _FEWEST][:_OFFERED]


def _tagged(briefing: Briefing) -> Rows:
    return briefing.model.traits.tagged(briefing.argument.lower())


recipe = Recipe(
    title="Genre",
    pipeline=mixing("familiar"),
    mix=Mix(limit=_tagged, offer=_offer, needs=3, remembers=1, returns=0.5),
)
