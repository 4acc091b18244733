"""For the way there and back: known well, in the middle of everything."""

from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Commute",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=30,
        wanted=Wanted(
            tags=("happy", "pop", "indie", "indie pop", "rock", "soul", "funk", "electropop", "k-pop"),
            without=("sleep", "drone", "meditation", "lullaby"),
            sound={"energy": (0.4, 0.9), "valence": (0.3, 1.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="rise",
        mood="bright",
    ),
)
