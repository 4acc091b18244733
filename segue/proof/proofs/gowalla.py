"""Gowalla, the most reported split in the field: 29,858 listeners, 40,981 items, 810,128 + 217,242 pairs.

Check-ins, not music, but the one set on which many published models can be compared digit for digit. Split
and protocol: X. He et al., "LightGCN", SIGIR 2020. Terms of the data: research.
"""

from pathlib import Path

from segue.learning.model import Histories, Interactions
from segue.learning.models.ials import Ials
from segue.learning.models.item_ease import ItemEase
from segue.learning.models.listener_ease import ListenerEase
from segue.learning.neighbours import Neighbours
from segue.learning.rows import nothing
from segue.proof.proof import Benchmark, Proof, Published
from segue.proof.read import adjacency, binary, shape_of


def load(folder: Path) -> Benchmark:
    """`train.txt` and `test.txt`: one listener a line, then his items, all counted from 0."""
    train, test = adjacency(folder / "train.txt"), adjacency(folder / "test.txt")
    shape = shape_of((train, test))
    histories = Histories(binary(train, shape), nothing(shape))
    return Benchmark(Interactions(histories), binary(test, shape))


GOWALLA = Proof(
    dataset="Gowalla (LightGCN split)",
    folder="lightgcn-gowalla",
    load=load,
    components={
        "listener_neighbours": Neighbours(0.5, 0.5, 0.3, sharpness=1.5),
        "item_ease": ItemEase(neighbours=200, flat=10, relative=1),
        "ials": Ials(dimensions=256, a0=0.03, ridge=0.003),
        "listener_ease": ListenerEase(neighbours=100, flat=5),
    },
    validation_splits=1,
    peer=("RP3beta, alpha .57, beta .3, unpruned", Neighbours(0.57, 0.57, 0.3)),
    published=(
        Published("ItemCF", 0.1570, 0.1214),
        Published("MF-BPR", 0.1627, 0.1378),
        Published("SLIM", 0.1699, 0.1382),
        Published("EASE", 0.1765, 0.1467),
        Published("LightGCN", 0.1830, 0.1554),
        Published("GF-CF", 0.1849, 0.1518),
        Published("UltraGCN", 0.1862, 0.1580),
        Published("SimpleX", 0.1872, 0.1557),
        Published("BSPM", 0.1920, 0.1597),
    ),
)
