"""Generated listening at any size: Zipf popularity, artists of many sizes, listeners with a few genres of their own."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.learning.model import Histories, Interactions
from segue.learning.tags import tag_matrix

_GENRES, _STYLES, _PER_ARTIST = 300, 1500, 12
_ZIPF = 0.8  # popularity of the r-th track of a genre is r^-0.8
_OWN = 4  # genres of a listener, the first one loved most
_SKIPS = 0.15  # of the tracks a listener meets


@dataclass(frozen=True, slots=True)
class Generated:
    """tracks sorted by id; liked and skipped (n_listeners, n_tracks) float32 CSR.

    who, what: (n_plays,) int32, listener and track of every play, listener by listener
    """

    tracks: list[Track]
    data: Interactions
    who: NDArray[np.int32]
    what: NDArray[np.int32]

    @property
    def ids(self) -> list[TrackId]:
        return [t.id for t in self.tracks]


def generate(tracks: int, listeners: int, listens: int, seed: int = 1) -> Generated:
    """The same for the same numbers. `listens` counts plays; the same track comes again and again."""
    rng = np.random.default_rng(seed)
    artist = np.sort((tracks // _PER_ARTIST * rng.random(tracks) ** 2).astype(np.int64))
    genre_of_artist = np.minimum((_GENRES * rng.random(tracks // _PER_ARTIST + 1) ** 1.5).astype(np.int64), _GENRES - 1)
    genre = genre_of_artist[artist]
    style = (genre * 5 + rng.integers(0, 5, tracks)) % _STYLES
    by_genre = np.argsort(genre, kind="stable")  # tracks of one genre side by side
    sizes = np.bincount(genre, minlength=_GENRES)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    rank = np.concatenate([rng.permutation(size) + 1 for size in sizes])
    mass = np.concatenate([[0.0], np.cumsum(rank**-_ZIPF * rng.lognormal(0, 0.3, tracks))])
    row = _played(rng, listeners, listens)
    own = np.minimum((_GENRES * rng.random((listeners, _OWN)) ** 1.5).astype(np.int64), _GENRES - 1)
    which = np.minimum((_OWN * rng.random(len(row)) ** 2).astype(np.int64), _OWN - 1)
    met = np.where(rng.random(len(row)) < 0.1, rng.integers(0, _GENRES, len(row)), own[row, which])
    met = np.where(sizes[met] > 0, met, genre[0])
    low, high = mass[starts[met]], mass[starts[met + 1]]
    at = np.searchsorted(mass, low + (high - low) * rng.random(len(row)), side="right") - 1
    item = by_genre[np.clip(at, starts[met], starts[met + 1] - 1)]
    plays = csr_array((np.ones(len(row), np.float32), (row, item)), shape=(listeners, tracks))
    plays.sum_duplicates()
    skip = rng.random(plays.nnz) < _SKIPS
    liked, skipped = plays.copy(), plays.copy()
    liked.data = np.where(skip, 0, 1 + np.log2(plays.data) / 4).astype(np.float32)
    skipped.data = skip.astype(np.float32)
    liked.eliminate_zeros()
    skipped.eliminate_zeros()
    named = _named(rng, artist, genre, style)
    content = tag_matrix([t.tags for t in named])
    data = Interactions(Histories(liked, skipped), content)
    return Generated(named, data, row.astype(np.int32), item.astype(np.int32))


def _played(rng: np.random.Generator, listeners: int, listens: int) -> NDArray[np.int64]:
    """(about `listens`,) int64: who plays, from very little to very much."""
    much = rng.lognormal(0, 1, listeners)
    counts = np.maximum(1, np.round(much / much.sum() * listens)).astype(np.int64)
    return np.repeat(np.arange(listeners), counts)


def _named(
    rng: np.random.Generator, artist: NDArray[np.int64], genre: NDArray[np.int64], style: NDArray[np.int64]
) -> list[Track]:
    ids = np.sort(rng.integers(0, 2**62, len(artist)))
    words = ["Blue", "Night", "River", "Glass", "Motor", "Paper", "Summer", "Ghost", "Iron", "Silver", "Echo", "Sand"]
    rows = zip(ids.tolist(), artist.tolist(), genre.tolist(), style.tolist(), strict=True)
    return [
        Track(
            id=TrackId(str(UUID(int=(number << 64) | i))),
            title=f"{words[i % 12]} {words[i // 12 % 12]} {i}",
            artist=f"The {words[a % 12]} Band {a}",
            release=f"{words[a // 7 % 12]} Album {i // 10}",
            duration_ms=180_000 + i % 90_000,
            year=1960 + i % 66,
            tags=(f"genre {g}", f"style {s}", f"mood {i % 40}"),
        )
        for i, (number, a, g, s) in enumerate(rows)
    ]
