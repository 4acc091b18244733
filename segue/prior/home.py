"""Another Segue as a source: whom its listeners, those who allow learning, have heard to the end."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.domain.track import Track
from segue.prior.keys import artist_hash
from segue.prior.learn import Heard


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
    return Heard(pairs, keys, names, {}, int(liked.nnz))
