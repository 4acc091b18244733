"""A playlist in a good order: neighbours alike in tempo and key, energy along a curve, artists apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.catalog.names import artist_key
from segue.domain.track import Track
from segue.playlists.sequence.distances import Distances, Matrix, Weights, distances, misplaced, wanted
from segue.playlists.sequence.search import improved, judged, laid
from segue.playlists.sequence.shapes import SHAPES, Shape
from segue.playlists.sequence.sounds import Sounds, sounds

APART = 2
"""Places between two tracks of one artist, where others are there to fill them."""
_CLOSER = 64  # one pair so much closer crowds more than so many pairs farther apart
Order = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be arranged, and what an order of it costs."""

    sounds: Sounds
    distances: Distances
    pairs: Matrix
    places: Matrix
    artist: NDArray[np.int64]
    near: NDArray[np.int64]
    keep: int

    def judge(self, order: Order) -> tuple[int, float]:
        """Crowding of artists, which comes first, and cost."""
        crowding, cost = judged(order, self.pairs, self.places, self.artist, self.near)
        return int(crowding), float(cost)

    def lay(self, pairs: Matrix, places: Matrix) -> Order:
        """Place by place what costs least there, with artists as far apart as can be."""
        for apart in range(len(self.near) - 1, -1, -1):
            order: Order = laid(pairs, places, self.artist, self.keep, apart)
            if len(order) == len(self.artist):
                return order
        raise AssertionError("with nothing to keep apart every track finds a place")

    def improve(self, order: Order) -> Order:
        shaped = bool(self.places.any())
        found: Order = improved(order, self.keep, self.pairs, self.places, shaped, self.artist, self.near)
        return found


def task(
    tracks: Sequence[Track],
    shape: Shape,
    keep: int = 0,
    artists: Sequence[int] | None = None,
    apart: int = APART,
    weights: Weights | None = None,
) -> Task:
    weights = weights or Weights()
    columns = sounds(tracks)
    between = distances(columns)
    places = weights.curve * misplaced(columns.level, wanted(columns.level, shape, keep))
    if np.ptp(shape.levels(len(tracks))) == 0:
        places[:] = 0.0  # every place wants the same: which track stands there makes no difference
    artist = _numbered(artists if artists is not None else [artist_key(track.artist) for track in tracks])
    repeated = len(np.unique(artist)) < len(artist)
    near = np.array([0, *(_CLOSER ** (apart - d) for d in range(1, apart + 1))] if repeated else [0, 0], np.int64)
    return Task(columns, between, between.together(weights), places, artist, near, keep)


def _numbered(names: Sequence[Any]) -> NDArray[np.int64]:
    """(n,) a number from 0 for each name; those without one (-1, "") are artists of their own."""
    number: dict[Any, int] = {}
    return np.array(
        [number.setdefault(("", i) if name in (-1, "") else name, len(number)) for i, name in enumerate(names)],
        np.int64,
    )


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
    n = len(tracks)
    if shape not in SHAPES:
        raise ValueError(f"there is no shape {shape!r}; there are {', '.join(SHAPES)}")
    if keep < 0:
        raise ValueError(f"keep is how many tracks stay where they are, got {keep}")
    if artists is not None and len(artists) != n:
        raise ValueError(f"artists has {len(artists)} numbers for {n} tracks")
    if n - keep < 2:
        return list(range(n))
    of = task(tracks, SHAPES[shape], keep, artists)
    nothing = np.zeros_like(of.pairs)
    given = np.arange(n)
    starts = [of.lay(nothing, nothing), given]
    found = of.improve(of.lay(of.pairs, of.places))
    crowding = of.judge(found)[0]
    starts += [found, *(of.improve(start) for start in starts if of.judge(start)[0] < crowding)]
    best = min(starts, key=lambda order: (of.judge(order)[0], round(of.judge(order)[1], 9)))
    return [int(i) for i in best]
