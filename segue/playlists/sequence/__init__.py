"""The order of the tracks within a playlist."""

from segue.playlists.sequence.arrange import arranged
from segue.playlists.sequence.explain import Arrangement, Step, explain
from segue.playlists.sequence.shapes import SHAPES

__all__ = ["SHAPES", "Arrangement", "Step", "arranged", "explain"]
