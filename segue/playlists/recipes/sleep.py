"""For falling asleep: slow, soft, and softer to the end."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Sleep",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=40,
        wanted=Wanted(
            tags=("calm", "sleep", "ambient", "drone", "lullaby", "meditation", "new age", "piano"),
            without=(
                "metal",
                "punk",
                "rock",
                "dance",
                "edm",
                "techno",
                "rap",
                "hip-hop",
                "hip hop",
                "party",
                "christmas",
            ),
            sound={"energy": (0.0, 0.35), "loudness_db": (-60.0, -10.0), "tempo_bpm": (40.0, 110.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="sleep",
        mood="night",
    ),
)
