"""Only what you have not heard before."""

from segue.playlists.recipe import Recipe
from segue.recommend.pipeline import Pipeline

recipe = Recipe(
    title="Discover",
    pipeline=Pipeline(
        sources=("learned", "intent", "seeds", "of_format", "within"),
        filters=("banned", "format", "owned", "heard", "just_played", "just_skipped"),
        rerankers=("fatigue", "freshness", "diversity", "one_version", "calibration", "artist_cap", "spacing"),
    ),
)
