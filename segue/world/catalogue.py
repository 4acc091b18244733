"""The tracks of a world, as the nouns people see and as the columns the simulation counts with."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId, TrackRef
from segue.domain.track import Track
from segue.world import names

NAMESPACE: Final = UUID("6f0b4d0e-7c1a-5f7e-9a55-5e90e3a7d001")
"""Track ids are `uuid5(NAMESPACE, "<seed>/track/<row>")`: the same world has the same ids anywhere."""
ZIPF: Final = 0.9
"""Popularity of the track of rank r is proportional to r ** -ZIPF."""
SECOND_SHARE: Final = 0.25
"""How much of a track is its second genre; the rest is its first."""
_MOODS: Final = ("calm", "energetic", "melancholic", "happy", "dark", "dreamy", "live", "instrumental")


@dataclass(frozen=True, eq=False)
class Catalogue:
    """n tracks by m artists in k genres; a track is named by its row, 0 to n - 1."""

    tracks: tuple[Track, ...]
    artists: tuple[str, ...]  # m names
    genres: tuple[str, ...]  # k names
    genre: NDArray[np.int16]  # (n,) first genre
    second: NDArray[np.int16]  # (n,) second genre, the first one again where there is only one
    artist: NDArray[np.int32]  # (n,)
    popularity: NDArray[np.float64]  # (n,) share of the world's listening, sums to 1
    quality: NDArray[np.float32]  # (n,) logits, sd 1: how good it is whatever one likes
    duration_ms: NDArray[np.int32]  # (n,)

    def __len__(self) -> int:
        return len(self.tracks)

    @cached_property
    def rows(self) -> dict[TrackId, int]:
        """Row of every track id."""
        return {track.id: row for row, track in enumerate(self.tracks)}

    @cached_property
    def refs(self) -> tuple[TrackRef, ...]:
        """One shared reference per row, for the events."""
        return tuple(TrackRef(id=track.id) for track in self.tracks)

    def in_genre(self, genre: int | str) -> NDArray[np.intp]:
        """Rows whose first genre it is.

        Raises:
            ValueError: no genre of that name.
        """
        index = self.genres.index(genre) if isinstance(genre, str) else genre
        return np.flatnonzero(self.genre == index)


def catalogue(seed: int, tracks: int, artists: int, genres: int) -> Catalogue:
    """A catalogue from the seed alone: 1-2 genres an artist, tracks inherit them with 10 % strays."""
    rng = np.random.default_rng([seed, 1])
    first = rng.permutation(np.arange(artists) % genres)
    other = np.where(rng.random(artists) < 0.5, rng.integers(0, genres, artists), first)
    artist = np.concatenate([rng.permutation(min(artists, tracks)), _crowd(rng, artists, tracks - artists)])
    swap, stray = rng.random(tracks) < 0.25, rng.random(tracks) < 0.1
    genre = np.where(swap, other[artist], first[artist])
    genre = np.where(stray, rng.integers(0, genres, tracks), genre)
    second = np.where(swap, first[artist], other[artist])
    weight = (1.0 + rng.permutation(tracks)) ** -ZIPF
    duration = np.clip(np.exp(rng.normal(np.log(220), 0.3, tracks)), 60, 900) * 1000
    year = np.clip(2025 - rng.gamma(1.6, 9.0, tracks), 1958, 2025).astype(int)
    mood = rng.integers(0, len(_MOODS), tracks)

    genre_names = names.genres(genres)
    tongues = _tongues(rng, artists)
    taken: set[str] = set()
    artist_names = tuple(names.unused(names.artist(tongue, rng), taken) for tongue in tongues)
    titles: list[set[str]] = [set() for _ in range(artists)]

    def track(row: int) -> Track:
        who = int(artist[row])
        tags = (genre_names[int(genre[row])], genre_names[int(second[row])], _MOODS[int(mood[row])])
        return Track(
            id=TrackId(str(uuid5(NAMESPACE, f"{seed}/track/{row}"))),
            title=names.unused(names.title(tongues[who], rng), titles[who]),
            artist=artist_names[who],
            duration_ms=int(duration[row]),
            year=int(year[row]),
            tags=tuple(dict.fromkeys(tags)),
        )

    return Catalogue(
        tracks=tuple(track(row) for row in range(tracks)),
        artists=artist_names,
        genres=genre_names,
        genre=genre.astype(np.int16),
        second=second.astype(np.int16),
        artist=artist.astype(np.int32),
        popularity=weight / weight.sum(),
        quality=rng.normal(0, 1, tracks).astype(np.float32),
        duration_ms=duration.astype(np.int32),
    )


def _crowd(rng: np.random.Generator, artists: int, more: int) -> NDArray[np.int64]:
    """Artists of the tracks beyond each artist's first: a few have many."""
    share = rng.gamma(1.0, 1.0, artists) + 0.1
    return rng.choice(artists, max(more, 0), p=share / share.sum())


def _tongues(rng: np.random.Generator, artists: int) -> list[names.Tongue]:
    drawn = rng.integers(-len(names.TONGUES), len(names.TONGUES), artists)
    return [names.TONGUES[max(0, int(i))] for i in drawn]
