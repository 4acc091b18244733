"""What you keep coming back to."""

from segue.playlists.recipe import Recipe

recipe = Recipe(title="Familiar", familiar_share=1.0)
