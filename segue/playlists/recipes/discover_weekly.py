"""Thirty tracks that were never heard, new every Monday, by others than last week; what it gave does not come again."""

from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing

recipe = Recipe(
    title="Discover weekly",
    pipeline=mixing("learned", filters=("never_heard",)),
    familiar_share=0.0,
    mix=Mix(length=30, every=Every.WEEK, remembers=12, artists_rest=1, needs=10, mood="new"),
)
