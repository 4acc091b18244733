"""What a proof is: a public data set with its fixed split, the models that answer, what others published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scipy.sparse import csr_array

from segue.learning.model import Interactions, Model


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A loaded data set. test: (n_listeners, n_items) float32 CSR, the likes to predict."""

    train: Interactions
    test: csr_array


@dataclass(frozen=True, slots=True)
class Published:
    """A figure somebody else reports for the same split and protocol, as fractions."""

    name: str
    recall: float
    ndcg: float


@dataclass(frozen=True, slots=True)
class Proof:
    """One benchmark.

    dataset: its name in print; folder: its folder under the data directory
    load: reads the folder; raises ValueError naming file and line when a file is missing or malformed
    components: the models to blend, by name; their settings are constants chosen on validation splits of the
        training part; the weights are chosen anew in every run
    validation_splits: how many validation splits to stack when weights are chosen
    peer: a well-known model scored in the same run, for scale
    """

    dataset: str
    folder: str
    load: Callable[[Path], Benchmark]
    components: Mapping[str, Model]
    validation_splits: int
    peer: tuple[str, Model]
    published: tuple[Published, ...]
