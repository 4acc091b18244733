"""Gowalla, the most reported split in the field: 29,858 listeners, 40,981 items, 810,128 + 217,242 pairs.

Check-ins, not music, but the one set on which many published models can be compared digit for digit. Split
and protocol: X. He et al., "LightGCN", SIGIR 2020. Terms of the data: research.
"""

from pathlib import Path

from segue.learning.model import Histories, Interactions
from segue.learning.rows import nothing
from segue.proof.ranking import Benchmark
from segue.proof.read import adjacency, binary, shape_of

DATASET = "Gowalla (LightGCN split)"


def load(folder: Path) -> Benchmark:
    """`train.txt` and `test.txt`: one listener a line, then his items, all counted from 0."""
    train, test = adjacency(folder / "train.txt"), adjacency(folder / "test.txt")
    shape = shape_of((train, test))
    histories = Histories(binary(train, shape), nothing(shape))
    return Benchmark(Interactions(histories), binary(test, shape))
