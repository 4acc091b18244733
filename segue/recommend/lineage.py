"""Lineage: which release each track is on, and whose release it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.catalog.names import title_key
from segue.domain.track import Track


@dataclass(frozen=True, slots=True)
class Lineage:
    """Track -> release -> artist. The tracks of an artist that are on no release share a number of their own.

    release: (n,) int32, number of each track's release; artist: (n_releases,) int32, number of each release's artist;
    named: (n_releases,) bool, False where it stands for tracks without a release
    """

    release: NDArray[np.int32]
    artist: NDArray[np.int32]
    named: NDArray[np.bool_]

    @classmethod
    def of(cls, tracks: Sequence[Track], artists: NDArray[np.int32]) -> "Lineage":
        """artists: (n,) int32, number of each track's artist. Editions of a release count as one."""
        numbers: dict[tuple[int, str], int] = {}
        keys: dict[str, str] = {}  # as written: names come again and again
        release = np.empty(len(tracks), np.int32)
        for row, (track, artist) in enumerate(zip(tracks, artists.tolist(), strict=True)):
            written = track.release or ""
            key = keys.get(written)
            if key is None:
                key = keys[written] = title_key(written) if written else ""
            release[row] = numbers.setdefault((artist, key), len(numbers))
        return cls(
            release,
            np.array([artist for artist, _ in numbers], np.int32),
            np.array([bool(key) for _, key in numbers], np.bool_),
        )
