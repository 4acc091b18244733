"""Covers of mixes."""

from segue.playlists.cover.drawing import cover
from segue.playlists.cover.raster import raster

__all__ = ["cover", "raster"]
