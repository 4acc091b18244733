"""The next tracks: what you finish and what is new to you, turned by the last minutes."""

from segue.playlists.recipe import Recipe

recipe = Recipe(title="For you")
