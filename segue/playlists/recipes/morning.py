"""For getting up: begins gently and wakes."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Morning",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=30,
        wanted=Wanted(
            tags=(
                "calm",
                "happy",
                "morning",
                "acoustic",
                "folk",
                "indie folk",
                "indie pop",
                "soul",
                "jazz",
                "bossa nova",
                "singer-songwriter",
            ),
            without=("metal", "hardcore", "industrial", "techno", "drone"),
            sound={"energy": (0.2, 0.75), "valence": (0.35, 1.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="rise",
        mood="bright",
    ),
)
