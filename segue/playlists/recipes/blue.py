"""For when it should be sad."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Blue",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=40,
        wanted=Wanted(
            tags=("dark", "sad", "melancholy", "melancholic", "heartbreak", "ballad", "slowcore", "blues"),
            without=("party", "happy", "comedy", "dance", "edm"),
            sound={"valence": (0.0, 0.35), "energy": (0.0, 0.6)},
        ),
        remembers=1,
        returns=0.5,
        shape="fall",
        mood="night",
    ),
)
