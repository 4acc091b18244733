"""Last.fm artists: which artists next, beside well-known models on the same split (`segue.proof.lastfm`)."""

from segue.learning.models.rp3beta import RP3BETA
from segue.proof.lastfm import COMPONENTS, DATASET, load
from segue.proof.proof import Proof
from segue.proof.ranking import Ranking, Variant, published

_RANKING = Ranking(
    dataset=DATASET,
    load=load,
    components=COMPONENTS,
    validation_splits=3,
    less=(
        Variant("Segue without friends", ("graph_filter", "ials"), note="uses how often each was played"),
        Variant("Segue, likes alone", ("graph_filter", "ials"), likes_alone=True),
    ),
    note="uses how often each was played, and friendships",
    peer=("RP3beta, alpha .57, beta .3, unpruned", RP3BETA),
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
