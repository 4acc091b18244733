"""What stands in this library, would be liked and was never heard."""

from segue.playlists.recipe import Mix, Recipe, mixing

recipe = Recipe(
    title="Library radio",
    pipeline=mixing("learned", filters=("never_heard",)),
    familiar_share=0.0,
    mix=Mix(length=50, remembers=2, needs=5),
)
