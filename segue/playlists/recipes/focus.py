"""For work that needs a head: mostly without words, and quiet."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Focus",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=50,
        wanted=Wanted(
            tags=(
                "focus",
                "study",
                "ambient",
                "instrumental",
                "classical",
                "lo-fi",
                "piano",
                "post-rock",
                "minimal",
                "idm",
            ),
            without=("metal", "punk", "rap", "hip-hop", "hip hop", "hardcore", "comedy", "christmas"),
            sound={"instrumentalness": (0.4, 1.0), "energy": (0.0, 0.65), "speechiness": (0.0, 0.2)},
        ),
        remembers=1,
        returns=0.5,
        shape="level",
        mood="calm",
    ),
)
