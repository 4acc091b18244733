"""What was finished most in the last month."""

from functools import partial

from segue.playlists.kept import lately
from segue.playlists.recipe import Mix, Recipe
from segue.recommend.pipeline import Pipeline

recipe = Recipe(
    title="On repeat",
    pipeline=Pipeline(("within",), ("banned", "format", "within"), "often", ("one_version",)),
    mix=Mix(length=30, limit=partial(lately, 30), needs=5),
)
