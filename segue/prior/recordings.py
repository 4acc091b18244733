"""Recordings beside the artists of a prior: rows of their own where enough people heard them.

A recording is its artist, moved by how its n_r listeners differ from all n_a who heard the artist. With x_u the
listeners' vectors, y_a the artist's, p = n_r / n_a, and n_0 listeners' worth of trust in the artist,

    d = argmin d'(n_0 E[x x'] + ridge) d + p sum over the artist's listeners of ([u heard it] / p - 1 - x_u'd)^2,
    y = (y_a + d) (n_r / n_r of the artist's most heard recording)^POPULARITY

so with three listeners it is its artist and with three hundred itself. Artists are learnt as if there were no
recordings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from segue.learning.model import LISTENER_POWER
from segue.learning.rows import columns_of, degrees, rows
from segue.learning.together import together

TRUST, POPULARITY = 60.0, 0.5  # n_0; chosen in worlds of other seeds than those in docs/prior.md
DASH = " – "  # between artist and title


@dataclass(frozen=True, slots=True)
class Recordings:
    """What a source tells of recordings, in columns, by the same listeners as of artists.

    pairs: (n_listeners, r) CSR, of which the pattern counts; keys: (r,) uint64; artists: (r,) int32, column of the
    artist of each; mbids: by column
    """

    pairs: csr_array
    keys: NDArray[np.uint64]
    titles: Sequence[str]
    artists: NDArray[np.int32]
    mbids: Mapping[int, tuple[int, int]]

    def __len__(self) -> int:
        return len(self.keys)


def only(told: Recordings, order: Sequence[int], place: Mapping[int, int]) -> Recordings:
    """These columns, in this order. place: old column of each of their artists -> its new one"""
    pairs = csr_array(told.pairs.tocsc()[:, list(order)].tocsr().astype(np.float32))
    pairs.sort_indices()
    pairs.data[:] = 1
    artists = np.array([place[int(told.artists[c])] for c in order], np.int32)
    mbids = {new: told.mbids[old] for new, old in enumerate(order) if old in told.mbids}
    return Recordings(pairs, told.keys[list(order)], [told.titles[c] for c in order], artists, mbids)


def chosen(told: Recordings, place: Mapping[int, int], fewest: int, most: int) -> Recordings:
    """Those with enough listeners, most heard first. place: old column of each artist that stays -> its new one."""
    counts = np.bincount(told.pairs.indices, minlength=len(told))
    order = np.lexsort((told.keys, -counts))
    return only(told, [int(c) for c in order[counts[order] >= fewest] if int(told.artists[c]) in place][:most], place)


def moved(
    told: Recordings, artists: csr_array, vectors: NDArray[np.float32], tastes: NDArray[np.float32], ridge: float
) -> NDArray[np.float32]:
    """(r, d) float32: vectors of recordings. artists: (n_listeners, n), vectors: (n, d); tastes: (n_listeners, d)."""
    x = tastes.astype(np.float64)
    sure = TRUST * (x.T @ x / max(1, len(x)) + ridge * np.eye(x.shape[1]))
    of_artist, of_recording = columns_of(artists), columns_of(told.pairs)
    found = vectors[told.artists].astype(np.float32)
    last, gram, mean = -1, sure, x[0] if len(x) else np.zeros(x.shape[1])
    for column in np.argsort(told.artists, kind="stable"):
        if (artist := int(told.artists[column])) != last:
            theirs = x[of_artist.columns[of_artist.starts[artist] : of_artist.starts[artist + 1]]]
            last, gram, mean = artist, theirs.T @ theirs / max(1, len(theirs)), theirs.mean(axis=0)
        mine = x[of_recording.columns[of_recording.starts[column] : of_recording.starts[column + 1]]]
        found[column] += np.linalg.solve(sure + len(mine) * gram, mine.sum(axis=0) - len(mine) * mean)
    heard, most = np.diff(of_recording.starts), np.ones(artists.shape[1])
    np.maximum.at(most, told.artists, heard)
    return np.asarray(found * ((heard / most[told.artists]) ** POPULARITY)[:, None], np.float32)


def beside(artists: csr_array, told: Recordings, popularity_power: float, keep: int) -> csr_array:
    """(r, n + r) float32 CSR: how much each recording is heard together with artists and with recordings.

    On the scale of artists: a listener counts by the number of artists heard. artists: (n_listeners, n)
    """
    joint = csr_array(hstack([artists, told.pairs], format="csr"))
    joint.sort_indices()
    weight = degrees(rows(artists)) ** np.float32(-LISTENER_POWER)
    return together(joint, LISTENER_POWER, popularity_power, keep, weight, artists.shape[1])


def mass(artists: csr_array, told: Recordings) -> NDArray[np.float32]:
    """(r,) float32: as `segue.prior.learn.mass`, a listener counting by the number of artists heard."""
    weight = degrees(rows(artists)) ** np.float32(-LISTENER_POWER)
    each: NDArray[Any] = np.repeat(weight, np.diff(told.pairs.indptr))
    return np.bincount(told.pairs.indices, weights=each, minlength=len(told)).astype(np.float32)
