"""Recipe: a named mix as data; `recipes/for_you.py` is asked for as `for_you`."""

from dataclasses import dataclass, field
from functools import cache

from segue.discovery import discover
from segue.recommend.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Recipe:
    title: str
    pipeline: Pipeline = field(default_factory=Pipeline)
    familiar_share: float | None = None  # None = the listener's or the server's


@cache
def recipes() -> dict[str, Recipe]:
    return discover("segue.playlists.recipes", Recipe)
