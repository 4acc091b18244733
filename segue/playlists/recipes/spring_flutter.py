"""봄 설레임: light and in love, from March to May, in the south from September to November."""

from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="봄 설레임",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=40,
        every=Every.WEEK,
        wanted=Wanted(
            tags=(
                "dreamy",
                "spring",
                "indie pop",
                "k-indie",
                "acoustic",
                "folk-pop",
                "singer-songwriter",
                "dream pop",
                "love",
            ),
            without=("metal", "hardcore", "industrial", "christmas"),
            sound={"valence": (0.45, 1.0), "energy": (0.25, 0.75)},
        ),
        remembers=1,
        returns=0.5,
        shape="wave",
        mood="spring",
        months=frozenset({3, 4, 5}),
    ),
)
