"""Snow, from December to February, in the south from June to August."""

from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing
from segue.playlists.wanted import Wanted

recipe = Recipe(
    title="Winter hush",
    pipeline=mixing("familiar"),
    mix=Mix(
        length=40,
        every=Every.WEEK,
        wanted=Wanted(
            tags=("calm", "winter", "christmas", "piano", "chamber pop", "ambient", "classical", "dream pop", "choral"),
            without=("metal", "reggaeton", "summer", "hardstyle"),
            sound={"energy": (0.0, 0.5), "acousticness": (0.3, 1.0)},
        ),
        remembers=1,
        returns=0.5,
        shape="wave",
        mood="winter",
        months=frozenset({12, 1, 2}),
    ),
)
