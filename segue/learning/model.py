"""Model -> fit -> Fitted: the contract every scorer keeps.

Scorers answer for a *history*, never for a row number: the listener of a moment ago, the one who signed up
today and the one who skipped a second ago all go the same way, so nothing waits for the next refresh.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.retrieval.asked import Asked, Everywhere

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Sequences:
    """What some listeners heard, play by play in order of time, one row each.

    starts:  (n + 1,) int64; row u is starts[u]:starts[u + 1]
    items:   (m,) int32 column of the item
    kinds:   (m,) int8, one of COMPLETE, PARTIAL, SKIP, LIKE, DISLIKE
    at_ms:   (m,) int64 Unix milliseconds, 0 = unknown (only the order is)
    """

    starts: NDArray[np.int64]
    items: NDArray[np.int32]
    kinds: NDArray[np.int8]
    at_ms: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1


COMPLETE, PARTIAL, SKIP, LIKE, DISLIKE = range(5)  # of `Sequences.kinds`


@dataclass(frozen=True, slots=True)
class Histories:
    """What some listeners did, one row each, over the same items in the same order.

    liked:   (n, n_items) float32 CSR, sorted indices; weight > 0, 1 = one clear completion
    skipped: (n, n_items) float32 CSR, sorted indices; skip strength, above 0 up to 1
    friends: (n, n_items) float32 CSR or None; mean of the friends' `liked` rows
    sequences: of the same n listeners, or None where nobody knows the order
    """

    liked: csr_array
    skipped: csr_array
    friends: csr_array | None = None
    sequences: Sequences | None = None


@dataclass(frozen=True, slots=True)
class ItemPrior:
    """What listeners elsewhere say of the items: m rows (artists, recordings), and which of them each item is.

    row_of:    (n_items,) int32, the row of each item; items of one artist share it
    listeners: (m,) float32, how many of the `population` listeners heard it; 0 = nobody knows it elsewhere
    together:  (m, m) float32 CSR, sum over the listeners of both of degree^-LISTENER_POWER; the strongest only
    vectors:   (m, d) float32, item vectors of an iALS fit
    item_gram: (d, d) float32, sum of v v' over all `items` of the population, far more than m
    listener_gram, outer: (d, d) float32, sum of x x' over its listeners, mean of x x' over its pairs
    a0, ridge: of that fit
    """

    row_of: NDArray[np.int32]
    listeners: NDArray[np.float32]
    together: csr_array
    vectors: NDArray[np.float32]
    item_gram: NDArray[np.float32]
    listener_gram: NDArray[np.float32]
    outer: NDArray[np.float32]
    population: float
    items: float
    a0: float
    ridge: float


LISTENER_POWER = 0.57  # of `ItemPrior.together`: how much a listener of many artists counts less for each pair


@dataclass(frozen=True, slots=True)
class Interactions:
    """What models are fitted on: the histories of all listeners, and what is known of the items.

    content: (n_items, n_tags) float32 CSR or None; L2-normalised rows of tag weights
    prior: what is known of the items from elsewhere, or None
    text: (n_items, d) float32 or None; what each item is called and tagged, as a vector of length 1, 0 = unreadable
    sound: (n_items, d) float32 or None; how each item sounds, as a vector of length 1, shorter where less is known
    """

    histories: Histories
    content: csr_array | None = None
    prior: ItemPrior | None = None
    text: NDArray[np.float32] | None = None
    sound: NDArray[np.float32] | None = None


class Fitted(ABC):
    """A fitted scorer; immutable, safe to share between threads."""

    @abstractmethod
    def score(self, histories: Histories) -> NDArray[np.float32]:
        """(n, n_items) float32, higher is better, finite everywhere; the caller may write into it."""

    def ask(self, histories: Histories) -> Asked:
        """The scores of the first listener, to be read here and there: what a large catalogue is answered with.

        A model whose answer need not cost time in proportion to the number of items says so by its own `ask`.
        """
        return Everywhere(self.score(histories)[0])

    @abstractmethod
    def arrays(self) -> Arrays:
        """Everything needed to rebuild it, as named arrays (what the registry saves)."""

    @classmethod
    @abstractmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The inverse of `arrays`."""


class Model(ABC):
    """Hyperparameters of a scorer, as a frozen dataclass in a file of its own in `models/`."""

    fitted: ClassVar[type[Fitted]]
    personal: ClassVar[bool]  # False when every listener gets the same scores

    @abstractmethod
    def fit(self, data: Interactions, seed: int) -> Fitted:
        """Deterministic for equal data and seed."""
