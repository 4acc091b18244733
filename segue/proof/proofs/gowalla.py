"""Gowalla check-ins: which places next, beside every comparable published figure (`segue.proof.gowalla`)."""

from segue.learning.models.ials import Ials
from segue.learning.models.item_ease import ItemEase
from segue.learning.models.listener_ease import ListenerEase
from segue.learning.models.rp3beta import RP3BETA
from segue.learning.neighbours import Neighbours
from segue.proof.gowalla import DATASET, load
from segue.proof.proof import Proof
from segue.proof.ranking import Ranking, published

_RANKING = Ranking(
    dataset=DATASET,
    load=load,
    components={
        "listener_neighbours": Neighbours(0.5, 0.5, 0.3, sharpness=1.5),
        "item_ease": ItemEase(neighbours=200, flat=10, relative=1),
        "ials": Ials(dimensions=512, a0=0.01, ridge=0.005, epochs=6),
        "listener_ease": ListenerEase(neighbours=100, flat=20, relative=0.5),
    },
    validation_splits=1,
    peer=("RP3beta, alpha .57, beta .3, unpruned", RP3BETA),
    published=(
        published("ItemCF", 0.1570, 0.1214),
        published("MF-BPR", 0.1627, 0.1378),
        published("SLIM", 0.1699, 0.1382),
        published("EASE", 0.1765, 0.1467),
        published("LightGCN", 0.1830, 0.1554),
        published("GF-CF", 0.1849, 0.1518),
        published("UltraGCN", 0.1862, 0.1580),
        published("SimpleX", 0.1872, 0.1557),
        published("BSPM", 0.1920, 0.1597),
    ),
)

GOWALLA = Proof("Gowalla check-ins: which places next, beside published models", "lightgcn-gowalla", _RANKING)
