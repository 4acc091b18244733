"""Windows down, from June to August, in the south from December to February."""

from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Summer drive",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=40,
        every=Every.WEEK,
        wanted=Wanted(
            tags=(
                "happy",
                "summer",
                "surf",
                "tropical house",
                "reggae",
                "reggaeton",
                "dance-pop",
                "indie rock",
                "funk",
            ),
            without=("christmas", "doom metal", "drone", "sleep"),
            sound={"valence": (0.45, 1.0), "energy": (0.55, 1.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="wave",
        mood="summer",
        months=frozenset({6, 7, 8}),
    ),
)
