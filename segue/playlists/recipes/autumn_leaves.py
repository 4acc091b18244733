"""Wool and rain, from September to November, in the south from March to May."""

from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Autumn leaves",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=40,
        every=Every.WEEK,
        wanted=Wanted(
            tags=(
                "melancholic",
                "autumn",
                "folk",
                "indie folk",
                "jazz",
                "singer-songwriter",
                "chamber pop",
                "acoustic",
                "ballad",
            ),
            without=("metal", "edm", "hardstyle", "christmas", "summer"),
            sound={"valence": (0.1, 0.6), "energy": (0.1, 0.6)},
        ),
        remembers=1,
        returns=0.5,
        shape="wave",
        mood="autumn",
        months=frozenset({9, 10, 11}),
    ),
)
