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

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Histories:
    """What some listeners did, one row each, over the same items in the same order.

    liked:   (n, n_items) float32 CSR, sorted indices; weight > 0, 1 = one clear completion
    skipped: (n, n_items) float32 CSR, sorted indices; skip strength, above 0 up to 1
    friends: (n, n_items) float32 CSR or None; mean of the friends' `liked` rows
    """

    liked: csr_array
    skipped: csr_array
    friends: csr_array | None = None


@dataclass(frozen=True, slots=True)
class Interactions:
    """What models are fitted on: the histories of all listeners, and what is known of the items.

    content: (n_items, n_tags) float32 CSR or None; L2-normalised rows of tag weights
    """

    histories: Histories
    content: csr_array | None = None


class Fitted(ABC):
    """A fitted scorer; immutable, safe to share between threads."""

    @abstractmethod
    def score(self, histories: Histories) -> NDArray[np.float32]:
        """(n, n_items) float32, higher is better, finite everywhere; the caller may write into it."""

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
