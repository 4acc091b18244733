"""Another Segue as a source: whom its listeners, those who allow learning, have heard to the end."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.domain.track import Track
from segue.prior.keys import artist_hash, mbid_halves, recording_hash
from segue.prior.learn import Heard
from segue.prior.recordings import Recordings


def heard_at(liked: csr_array, tracks: Sequence[Track]) -> Heard:
    """liked: (n_listeners, n_tracks) CSR, of which the pattern counts. Music only: who hosts a podcast is no artist."""
    music = [i for i, track in enumerate(tracks) if track.format == "music"]
    column: dict[int, int] = {}
    names: list[str] = []
    of: NDArray[np.int64] = np.full(len(tracks), -1, np.int64)
    for i in music:
        key = artist_hash(tracks[i].artist)
        if key not in column:
            column[key] = len(names)
            names.append(tracks[i].artist)
        of[i] = column[key]
    listener = np.repeat(np.arange(liked.shape[0]), np.diff(liked.indptr))
    artist = of[liked.indices]
    known = artist >= 0
    parts = (np.ones(int(known.sum()), np.float32), (listener[known], artist[known]))
    pairs = csr_array(parts, shape=(liked.shape[0], len(names)))
    pairs.sum_duplicates()
    pairs.data[:] = 1
    keys = np.array(list(column), np.uint64)
    recordings = _recordings(liked, tracks, music, of)
    return Heard(pairs, keys, names, {}, int(liked.nnz), recordings)


def _recordings(
    liked: csr_array, tracks: Sequence[Track], music: Sequence[int], artist_of: NDArray[np.int64]
) -> Recordings:
    """Tracks of one name are one recording."""
    row_of: dict[int, int] = {}
    first: list[int] = []
    place: NDArray[np.int64] = np.full(len(tracks), -1, np.int64)
    for i in music:
        key = recording_hash(tracks[i].title, tracks[i].artist)
        if key not in row_of:
            row_of[key] = len(first)
            first.append(i)
        place[i] = row_of[key]
    listener = np.repeat(np.arange(liked.shape[0]), np.diff(liked.indptr))
    at = place[liked.indices]
    known = at >= 0
    parts = (np.ones(int(known.sum()), np.float32), (listener[known], at[known]))
    pairs = csr_array(parts, shape=(liked.shape[0], len(first)))
    pairs.sum_duplicates()
    pairs.data[:] = 1
    codes = {row: mbid_halves(tracks[i].mbid) for row, i in enumerate(first)}
    mbids = {row: halves for row, halves in codes.items() if halves}
    titles = [tracks[i].title for i in first]
    return Recordings(pairs, np.array(list(row_of), np.uint64), titles, artist_of[first].astype(np.int32), mbids)
