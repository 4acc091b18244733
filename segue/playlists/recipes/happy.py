"""For a day that goes well."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Feel good",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=40,
        wanted=Wanted(
            tags=("happy", "feel good", "fun", "party", "disco", "funk", "upbeat", "summer"),
            without=("sad", "melancholy", "doom metal", "funeral doom", "depressive black metal"),
            sound={"valence": (0.6, 1.0), "energy": (0.45, 1.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="wave",
        mood="bright",
    ),
)
