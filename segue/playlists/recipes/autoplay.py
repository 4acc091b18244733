"""Without an end: what goes on with the session, made anew whenever it is asked for."""

from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe

recipe = Recipe(title="Autoplay", mix=Mix(length=25, every=Every.TIME, format="auto", needs=0))
