"""For a room full of people."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Party",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=50,
        wanted=Wanted(
            tags=(
                "energetic",
                "party",
                "dance",
                "dance-pop",
                "disco",
                "house",
                "edm",
                "hip-hop",
                "hip hop",
                "k-pop",
                "funk",
            ),
            without=("sleep", "ambient", "drone", "sad", "classical", "audiobook"),
            sound={"danceability": (0.6, 1.0), "energy": (0.6, 1.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="arc",
        mood="bright",
    ),
)
