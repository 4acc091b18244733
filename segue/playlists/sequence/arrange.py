"""A playlist in a good order: neighbours alike in tempo and key, energy along a curve, artists apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segue.catalog.names import artist_key
from segue.domain.track import Track
from segue.playlists.sequence.cost import Cost, cost_of
from segue.playlists.sequence.distances import Column
from segue.playlists.sequence.shapes import SHAPES
from segue.playlists.sequence.sounds import Sounds, sounds
from segue.playlists.sequence.stretches import AT_ONCE, in_stretches
from segue.playlists.sequence.task import Order, numbered, task


def arranged(
    tracks: Sequence[Track],
    shape: str = "level",
    *,
    keep: int = 0,
    seed: int = 0,
    artists: Sequence[int] | None = None,
) -> list[int]:
    """The order: indices of `tracks`. The first `keep` stay where they are.

    artists: a number for each track, -1 = not known; without it the names decide.

    Raises:
        ValueError: no such shape, `keep` below 0, or `artists` of another length.
    """
    question = asked(tracks, shape, keep=keep, artists=artists)
    return [int(i) for i in question.best(seed)]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be arranged. heights: (n,) of the curve. artist: (n,) numbers from 0."""

    sounds: Sounds
    heights: Column
    artist: Order
    keep: int

    def best(self, seed: int) -> Order:
        free = len(self.artist) - self.keep
        if free < 2:
            return np.arange(len(self.artist))
        if free > AT_ONCE:
            return in_stretches(self.sounds, self.heights, self.artist, self.keep, seed)
        return task(self.sounds, self.heights, self.artist, self.keep).best(seed)

    def cost(self, order: Order) -> Cost:
        return cost_of(order, self.sounds, self.heights, self.artist, self.keep)


def asked(
    tracks: Sequence[Track], shape: str = "level", *, keep: int = 0, artists: Sequence[int] | None = None
) -> Question:
    """What `arranged` is asked, checked.

    Raises:
        ValueError: as it says.
    """
    if shape not in SHAPES:
        raise ValueError(f"there is no shape {shape!r}; there are {', '.join(SHAPES)}")
    if keep < 0:
        raise ValueError(f"keep is how many tracks stay where they are, got {keep}")
    if artists is not None and len(artists) != len(tracks):
        raise ValueError(f"artists has {len(artists)} numbers for {len(tracks)} tracks")
    n = len(tracks)
    names = artists if artists is not None else [artist_key(track.artist) for track in tracks]
    return Question(sounds(tracks), SHAPES[shape].levels(n), numbered(names), min(keep, n))
