"""Last.fm artists: 1,892 listeners, 4,489 artists, 42,135 + 10,533 pairs, and who is whose friend.

The fixed split of LightGCN-PyTorch over HetRec 2011 (I. Cantador, P. Brusilovsky, T. Kuflik, RecSys 2011).
Terms of the data: non-commercial; cite Last.fm and HetRec 2011. The comparable figures below use likes only, as one
of our two rows does; the other also uses the friendships that come with the data.
"""

from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from segue.learning.model import Histories, Interactions
from segue.learning.models.friends import Friends
from segue.learning.models.ials import Ials
from segue.learning.neighbours import Neighbours
from segue.learning.rows import nothing
from segue.proof.proof import Proof
from segue.proof.ranking import Benchmark, Ranking, Variant, published
from segue.proof.read import Pairs, binary, edges, shape_of


def load(folder: Path) -> Benchmark:
    """`data1.txt`, `test1.txt` (listener, artist, plays) and `trustnetwork.txt` (friends), counted from 1."""
    train, test = edges(folder / "data1.txt"), edges(folder / "test1.txt")
    shape = shape_of((train, test))
    liked = binary(train, shape)
    friends = _mean_of_friends(edges(folder / "trustnetwork.txt"), liked)
    histories = Histories(liked, nothing(shape), friends)
    return Benchmark(Interactions(histories), binary(test, shape))


def _mean_of_friends(pairs: Pairs, liked: csr_array) -> csr_array:
    """(n_listeners, n_items) float32 CSR; friendship counts both ways, whoever declared it."""
    n = liked.shape[0]
    inside = pairs[(pairs < n).all(axis=1)]  # a few friends never listened
    graph = binary(np.concatenate([inside, inside[:, ::-1]]), (n, n))
    graph.data /= np.repeat(np.diff(graph.indptr), np.diff(graph.indptr)).astype(np.float32)
    friends = csr_array(graph @ liked)
    friends.sort_indices()
    return friends


_RANKING = Ranking(
    dataset="Last.fm artists (LightGCN-PyTorch split)",
    load=load,
    components={
        "graph_filter": Neighbours(0.5, 1.0, 0.5),
        "ials": Ials(dimensions=256, a0=0.02, ridge=0.035),
        "friends": Friends(),
    },
    validation_splits=3,
    less=(Variant("Segue without friends", ("graph_filter", "ials")),),
    note="uses the friendships of the data beside the likes",
    peer=("RP3beta, alpha .57, beta .3, unpruned", Neighbours(0.57, 0.57, 0.3)),
    published=(
        published("Gorse v0.5.9, best", 0.2446, 0.1878),
        published("implicit BM25", 0.2537, 0.2004),
        published("EASE", 0.2611, 0.2078),
        published("RP3beta", 0.2668, 0.2099),
        published("implicit ALS, d=64", 0.2711, 0.2130),
        published("iALS, d=128", 0.2770, 0.2186),
        published("GF-CF", 0.2774, 0.2154),
    ),
)

LASTFM = Proof("Last.fm artists: which artists next, without and with friends", "lightgcn-lastfm", _RANKING)
