"""Only what you have not finished before."""

from segue.playlists.recipe import Recipe
from segue.recommend.pipeline import Pipeline

recipe = Recipe(
    title="Discover", pipeline=Pipeline(sources=("learned", "intent", "seeds")), familiar_share=0.0
)
