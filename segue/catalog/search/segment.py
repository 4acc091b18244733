"""Segment: an index over the tracks of one moment, as arrays: immutable, saved as files, mapped and shared."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from segue.domain.track import Track

KINDS = ("artist", "album", "track", "episode")
ARTIST, ALBUM, TRACK, EPISODE = range(len(KINDS))


@dataclass(frozen=True, slots=True)
class Segment:
    """Entries are rows: all artists, then albums, tracks, episodes (what is not music).

    letters, starts: the vocabulary, see `kernel`
    at: (n_words + 1,) int64, where the rows of each word begin; rows: int32; worth: uint8, up to 100
    bounds: (5,) int64, where each kind begins; ids: (n_tracks, 16) uint8, ascending
    first: (n,) int32, a track of each entry; size: (n,) int32, how many it has; length: (n,) uint8 words of its name
    within: (n_tracks, 3) int32, rows of each track itself, of its artist, of its album (-1 = none)
    said: (n_tracks,) uint64, what `fingerprint` gives for each track
    """

    letters: NDArray[np.int32]
    starts: NDArray[np.int64]
    at: NDArray[np.int64]
    rows: NDArray[np.int32]
    worth: NDArray[np.uint8]
    bounds: NDArray[np.int64]
    ids: NDArray[np.uint8]
    first: NDArray[np.int32]
    size: NDArray[np.int32]
    length: NDArray[np.uint8]
    within: NDArray[np.int32]
    said: NDArray[np.uint64]

    def __post_init__(self) -> None:
        """Plain and not to be written, mapped or not: so compiled loops know one kind of array."""
        for field in fields(self):
            array = np.asarray(getattr(self, field.name))
            array.setflags(write=False)
            object.__setattr__(self, field.name, array)

    def __len__(self) -> int:
        return len(self.first)

    def track_id(self, row: int) -> str:
        """The id of an entry's track."""
        return str(UUID(bytes=self.ids[self.first[row]].tobytes()))

    @property
    def keys(self) -> NDArray[np.bytes_]:
        """(n_tracks,) `ids` as `keys` has them."""
        return _ordered(self.ids)

    def places(self, ids: Iterable[str]) -> NDArray[np.int64]:
        """Where tracks of these ids are in `ids`, -1 = not here."""
        asked = keys(ids)
        held = self.keys
        at = np.minimum(np.searchsorted(held, asked), max(len(held) - 1, 0))
        return np.where(held[at] == asked, at, -1) if len(held) else np.full(len(asked), -1, np.int64)

    def word(self, at: int) -> str:
        return "".join(map(chr, self.letters[self.starts[at] : self.starts[at + 1]].tolist()))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for field in fields(self):
            np.save(folder / f"{field.name}.npy", getattr(self, field.name))

    @classmethod
    def load(cls, folder: Path) -> "Segment":
        """Raises OSError or ValueError."""
        return cls(*(np.load(folder / f"{field.name}.npy", mmap_mode="r") for field in fields(cls)))


def keys(ids: Iterable[str]) -> NDArray[np.bytes_]:
    """(m,) ids as they are ordered and compared here."""
    raw = bytes.fromhex("".join(ids).replace("-", ""))
    return _ordered(np.frombuffer(raw, np.uint8).reshape(-1, 16))


def _ordered(ids: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    return ids.view("S16")[:, 0] if len(ids) else np.zeros(0, "S16")


def fingerprint(track: Track) -> int:
    """Of all of a track that search knows: another one when it is to be indexed anew."""
    names = "\x1f".join((track.title, track.artist, track.release or "", track.format)).encode("utf-8", "replace")
    return zlib.crc32(names) << 32 | zlib.adler32(names)
