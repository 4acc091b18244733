"""For an evening that wants nothing."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Chill",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=50,
        wanted=Wanted(
            tags=(
                "dreamy",
                "chill",
                "chillout",
                "downtempo",
                "trip-hop",
                "trip hop",
                "lo-fi",
                "r&b",
                "soul",
                "dream pop",
                "chillwave",
            ),
            without=("metal", "punk", "hardcore", "hardstyle", "workout"),
            sound={"energy": (0.1, 0.55), "tempo_bpm": (60.0, 120.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="fall",
        mood="calm",
    ),
)
