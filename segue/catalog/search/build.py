"""Build: tracks -> a segment. Every name is taken apart once; the rest is sorting in NumPy."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from segue.catalog.names import artist_id, artist_key, release_id
from segue.catalog.search.kernel import ANOTHERS
from segue.catalog.search.letters import words
from segue.catalog.search.segment import Segment, fingerprint
from segue.catalog.search.terms import SPELT, terms
from segue.domain.track import Track

_NAME, _ARTIST, _ALBUM = 100, ANOTHERS, 35  # worth of a word of an entry's own name, its artist's, its release's


def build(tracks: Iterable[Track], aliases: Mapping[str, Sequence[str]]) -> Segment:
    """aliases: `artist_key` -> further names."""
    held = sorted(tracks, key=lambda t: t.id)
    names = _Names(aliases)
    artists: dict[str, list[int]] = {}  # id -> name, that of the artist, a track, tracks
    albums: dict[str, list[int]] = {}
    spelt: dict[str, list[int]] = {}  # artist as written -> a track, tracks
    seen: dict[tuple[str, str | None], tuple[list[int], list[int] | None]] = {}  # as written
    for i, track in enumerate(held):
        written = (track.artist, track.release)
        if (both := seen.get(written)) is None:
            artist = artists.setdefault(artist_id(track.artist), [-1, -1, i, 0])
            album = None
            if track.release:
                key = release_id(track.release, track.artist)
                album = albums.setdefault(key, [names.of(track.release), names.of(track.artist, artist=True), i, 0])
            both = seen[written] = artist, album
        both[0][3] += 1
        if both[1] is not None:
            both[1][3] += 1
        spelt.setdefault(track.artist, [i, 0])[1] += 1
    for spelling, (i, _) in sorted(
        spelt.items(), key=lambda one: (one[1][1], -len(one[0]))
    ):  # the commonest spelling last
        entry, _ = seen[spelling, held[i].release]
        entry[0], entry[2] = names.of(spelling, artist=True), i
    numbers = {id(entry): row for row, entry in enumerate((*artists.values(), *albums.values()))}
    order = sorted(range(len(held)), key=lambda i: held[i].format != "music")
    n_music = sum(t.format == "music" for t in held)
    own = np.array([*artists.values(), *albums.values()], np.int32).reshape(-1, 4)
    within = np.full((len(held), 3), -1, np.int32)
    of_tracks = np.empty((len(held), 3), np.int32)  # names of title, artist, release
    for row, i in enumerate(order):
        track = held[i]
        artist, album = seen[track.artist, track.release]
        within[i] = len(own) + row, numbers[id(artist)], numbers[id(album)] if album is not None else -1
        release = names.of(track.release) if track.release else -1
        of_tracks[row] = names.of(track.title), names.of(track.artist, artist=True), release
    name = np.concatenate([own[:, 0], of_tracks[:, 0]])
    artist_of = np.concatenate([own[:, 1], of_tracks[:, 1]])
    album_of = np.concatenate([np.full(len(own), -1, np.int32), of_tracks[:, 2]])
    vocabulary, at, rows, worth = names.postings(((name, _NAME), (artist_of, _ARTIST), (album_of, _ALBUM)))
    letters, starts = _letters(vocabulary)
    lengths = np.array(names.lengths, np.uint8)
    return Segment(
        letters, starts, at, rows, worth,
        np.cumsum([0, len(artists), len(albums), n_music, len(held) - n_music]),
        np.frombuffer(bytes.fromhex("".join(t.id for t in held).replace("-", "")), np.uint8).reshape(-1, 16),
        np.concatenate([own[:, 2], np.array(order, np.int32)]),
        np.concatenate([own[:, 3], np.ones(len(held), np.int32)]),
        lengths[name], within,
        np.fromiter(map(fingerprint, held), np.uint64, len(held)),
    )  # fmt: skip


class _Names:
    """Every name once, with its terms by number."""

    def __init__(self, aliases: Mapping[str, Sequence[str]]) -> None:
        self._aliases = aliases
        self._names: dict[tuple[str, bool], int] = {}
        self._terms: dict[str, int] = {}
        self._starts, self._which, self._worth = [0], list[int](), list[float]()
        self.lengths: list[int] = []

    def of(self, name: str, *, artist: bool = False) -> int:
        """Its number."""
        found = self._names.get((name, artist))
        if found is None:
            found = self._names[name, artist] = len(self._names)
            told = terms(name)
            if artist and self._aliases and (others := self._aliases.get(artist_key(name))):
                told = dict(told)
                for other in others:
                    for term, worth in terms(other).items():
                        told.setdefault(term, worth * SPELT)
            for term, worth in told.items():
                self._which.append(self._terms.setdefault(term, len(self._terms)))
                self._worth.append(worth)
            self._starts.append(len(self._which))
            self.lengths.append(min(len(words(name)), 255))
        return found

    def postings(
        self, columns: Sequence[tuple[NDArray[np.int32], int]]
    ) -> tuple[list[str], NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
        """Words in order, and for each of them the rows and the best worth there.

        columns: (n,) number of a name in each row, -1 = none, and what a word of it is worth.
        """
        vocabulary = sorted(self._terms)
        place = np.empty(len(vocabulary), np.int64)
        place[[self._terms[term] for term in vocabulary]] = np.arange(len(vocabulary))
        starts, which = np.array(self._starts, np.int64), np.array(self._which, np.int64)
        worth = np.array(self._worth, np.float32)
        keys, values = [], []
        n = len(columns[0][0])
        for names, most in columns:
            rows = np.flatnonzero(names >= 0)
            counts = starts[names[rows] + 1] - starts[names[rows]]
            ends = np.cumsum(counts)
            inside = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
            at = np.repeat(starts[names[rows]], counts) + inside
            keys.append(place[which[at]] * n + np.repeat(rows, counts))
            values.append((worth[at] * most).astype(np.uint8))
        key, value = np.concatenate(keys), np.concatenate(values)
        order = np.argsort(key, kind="stable")
        key, value = key[order], value[order]
        fresh = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, np.intp)
        value = np.maximum.reduceat(value, fresh) if len(key) else value
        word, row = np.divmod(key[fresh], max(n, 1))
        at = np.searchsorted(word, np.arange(len(vocabulary) + 1))
        return vocabulary, at.astype(np.int64), row.astype(np.int32), value


def _letters(vocabulary: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    lengths = np.fromiter(map(len, vocabulary), np.int64, len(vocabulary))
    flat = np.frombuffer("".join(vocabulary).encode("utf-32-le", "surrogatepass"), np.int32)
    return flat, np.concatenate([[0], np.cumsum(lengths)])
