"""What was loved and has not been heard for months."""

from functools import partial

from segue.playlists.issue import Every
from segue.playlists.kept import rested
from segue.playlists.recipe import Mix, Recipe
from segue.recommend.pipeline import Pipeline

recipe = Recipe(
    title="Rediscover",
    pipeline=Pipeline(
        ("within",), ("banned", "format", "within", "given"), "rested", ("one_version", "artist_cap", "spacing")
    ),
    mix=Mix(length=30, every=Every.WEEK, limit=partial(rested, 120, 15), remembers=4, needs=10, mood="calm"),
)
