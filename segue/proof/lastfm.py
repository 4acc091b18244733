"""Last.fm artists: 1,892 listeners, 4,489 artists, 42,135 + 10,533 pairs, and who is whose friend.

The fixed split of LightGCN-PyTorch over HetRec 2011 (I. Cantador, P. Brusilovsky, T. Kuflik, RecSys 2011).
Terms of the data: non-commercial; cite Last.fm and HetRec 2011. How often each was played and who is whose friend come
with the training part; most published models use neither.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import Histories, Interactions, Model
from segue.learning.models.friends import Friends
from segue.learning.models.ials import Ials
from segue.learning.neighbours import Neighbours
from segue.learning.rows import nothing
from segue.proof.ranking import Benchmark
from segue.proof.read import Pairs, binary, edges, plays, shape_of

DATASET = "Last.fm artists (LightGCN-PyTorch split)"
COMPONENTS: Mapping[str, Model] = {
    "graph_filter": Neighbours(0.5, 1.0, 0.5),
    "ials": Ials(dimensions=256, a0=0.02, ridge=0.03),
    "friends": Friends(),
}
_PLAYS_COUNT = 0.3


def load(folder: Path) -> Benchmark:
    """`data1.txt`, `test1.txt` (listener, artist, plays) and `trustnetwork.txt` (friends), counted from 1."""
    train, test = edges(folder / "data1.txt"), edges(folder / "test1.txt")
    shape = shape_of((train, test))
    friends = _mean_of_friends(edges(folder / "trustnetwork.txt"), binary(train, shape))
    histories = Histories(_liked(train, plays(folder / "data1.txt"), shape), nothing(shape), friends)
    return Benchmark(Interactions(histories), binary(test, shape))


def _liked(pairs: Pairs, times: NDArray[np.float64], shape: tuple[int, int]) -> csr_array:
    """(n_listeners, n_items) float32: 1 for what somebody plays as often as he plays others, up to 1.6 and down to .4.

    1 + .3 z, z the log of the plays in standard deviations of his own, at most 2: .3 was chosen on validation parts.
    """
    liked = csr_array((times, (pairs[:, 0], pairs[:, 1])), shape=shape)
    liked.sum_duplicates()
    liked.sort_indices()
    logs, sizes = np.log1p(liked.data), np.diff(liked.indptr)
    listener, counts = np.repeat(np.arange(shape[0]), sizes), np.maximum(sizes, 1)
    away = logs - (np.bincount(listener, logs, shape[0]) / counts)[listener]
    spread = np.sqrt(np.bincount(listener, away**2, shape[0]) / counts)[listener]
    z = np.divide(away, spread, out=np.zeros_like(away), where=spread > 1e-9)
    liked.data = 1 + _PLAYS_COUNT * np.clip(z, -2, 2)
    return csr_array(liked.astype(np.float32))


def _mean_of_friends(pairs: Pairs, liked: csr_array) -> csr_array:
    """(n_listeners, n_items) float32 CSR; friendship counts both ways, whoever declared it."""
    n = liked.shape[0]
    inside = pairs[(pairs < n).all(axis=1)]  # a few friends never listened
    graph = binary(np.concatenate([inside, inside[:, ::-1]]), (n, n))
    graph.data /= np.repeat(np.diff(graph.indptr), np.diff(graph.indptr)).astype(np.float32)
    friends = csr_array(graph @ liked)
    friends.sort_indices()
    return friends
