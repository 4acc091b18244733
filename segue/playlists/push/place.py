"""Place: where mixes are written to, and what it knows of tracks."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.playlists.sheet import Sheet

SIGN = "segue:"
"""Before a playlist's id, in what a place keeps of it: by this it is found again when nobody here remembers it."""


class Taken(Exception):  # noqa: N818 - a sentence for people
    """Something of somebody else stands where a playlist was to be written."""


class Place(Protocol):
    """Raises `catalog.caller.Failed` or OSError where it cannot be reached, from every method."""

    def ids(self) -> Mapping[TrackId, str]:
        """What it has, by its own ids."""

    def found(self, theirs: str, sheet: Sheet) -> str | None:
        """Its id of the playlist: `theirs`, when that is still there ("" = nobody remembers), or one with our sign."""

    def write(self, theirs: str | None, sheet: Sheet, tracks: Sequence[tuple[Track, str]]) -> str:
        """Make it, or put these tracks, in this order, in the place of what is in it; returns its id.

        Raises:
            Taken: see there.
        """

    def remove(self, theirs: str) -> None:
        """Nothing happens where it is gone already."""
