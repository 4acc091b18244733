"""Covers of mixes."""

from segue.playlists.cover.drawing import cover

__all__ = ["cover"]
