"""Recipe: a named mix as data; `recipes/for_you.py` is asked for as `for_you`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from segue.discovery import discover
from segue.playlists.briefing import Briefing, Rows
from segue.playlists.issue import Every
from segue.playlists.wanted import Wanted
from segue.recommend.pipeline import Pipeline

ORDERS = ("fatigue", "freshness", "diversity", "one_version", "calibration", "familiar_share", "artist_cap", "spacing")
FITTING = ("banned", "owned", "format", "within", "given")


def _anything(briefing: Briefing) -> Rows | None:
    return None


def _one(briefing: Briefing) -> Sequence[str]:
    return ("",)


@dataclass(frozen=True, slots=True)
class Mix:
    """What makes a recipe a playlist of its own.

    limit: which tracks it is about, None = all, besides `wanted`; offer: for which arguments there is one for this
    listener, "" = it takes none; needs: liked tracks below which there is little to go on; usual_share: how much of it
    was heard before where the listener set nothing, None = as it is learnt
    """

    length: int = 50
    every: Every = Every.DAY
    format: str = "music"
    wanted: Wanted = field(default_factory=Wanted)
    limit: Callable[[Briefing], Rows | None] = _anything
    offer: Callable[[Briefing], Sequence[str]] = _one
    shape: str = "level"  # of `segue.playlists.sequence`
    mood: str = ""  # of the cover
    remembers: int = 0  # issues whose tracks do not come again
    artists_rest: int = 0  # issues whose artists do not come again, as long as there are others
    returns: float = 0.0  # 0-1, share of those that may come again all the same; where there are too few others, all
    needs: int = 1
    usual_share: float | None = None
    months: frozenset[int] = frozenset()  # of the north, in which it is out; empty = always
    dates: tuple[date, date] | None = None  # the first and the last day on which it is out
    texts: Mapping[str, tuple[str, str]] | None = (
        None  # of one that an operator wrote: title and description by language
    )


@dataclass(frozen=True, slots=True)
class Recipe:
    title: str
    pipeline: Pipeline = field(default_factory=Pipeline)
    familiar_share: float | None = None  # what it promises; None = the listener's or the server's
    mix: Mix | None = None  # None = a way to ask for the next tracks, and no playlist


@cache
def recipes() -> dict[str, Recipe]:
    return discover("segue.playlists.recipes", Recipe)


def ways() -> dict[str, Recipe]:
    """Those by which the next tracks are asked for: everything that is no playlist of its own."""
    return {name: one for name, one in recipes().items() if one.mix is None}


def mixing(*sources: str, filters: tuple[str, ...] = (), orders: tuple[str, ...] = ORDERS) -> Pipeline:
    """The stages of a mix: what is on right now neither leads nor is kept out."""
    return Pipeline(("within", *sources), (*FITTING, *filters), rerankers=orders)
