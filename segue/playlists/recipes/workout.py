"""For running and lifting: fast, loud, and without a rest."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Workout",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=40,
        wanted=Wanted(
            tags=(
                "energetic",
                "workout",
                "running",
                "gym",
                "dance",
                "edm",
                "drum and bass",
                "hardstyle",
                "electro",
                "techno",
                "trance",
                "metal",
                "punk",
            ),
            without=("ambient", "sleep", "ballad", "acoustic", "classical", "sad", "lullaby"),
            sound={"tempo_bpm": (120.0, 185.0), "energy": (0.6, 1.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="arc",
        mood="bright",
    ),
)
