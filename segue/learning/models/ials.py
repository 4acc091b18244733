"""Implicit ALS with skips: taste as a vector that one more event moves in tens of microseconds.

Loss: sum_liked w (1 - u.v)^2 + a0 sum_all (u.v)^2 + sum_skipped c s (0 - u.v)^2 + frequency-scaled L2, after
S. Rendle, W. Krichene, L. Zhang, Y. Koren, "Revisiting the Performance of iALS on Item Recommendation
Benchmarks", RecSys 2022. A skip is weak evidence (c = 0.3): what was played was already near the taste, and
strong negatives made it worse in simulation. In training a skip says "0", in fold-in "-0.5".
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.factors import Evidence, fold_in, fold_in_rows, half_epoch
from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.retrieval.table import Products, Table
from segue.learning.rows import Rows, beside, columns_of, rows
from segue.learning.threads import over_rows

COLD_STEPS, WARM_STEPS, TOLERANCE = 60, 3, np.float32(1e-5)


@dataclass(frozen=True, slots=True)
class Weighting:
    """How events become weights. a0: weight of every pair; ridge: L2 per unit of evidence."""

    a0: float
    ridge: float
    skip_weight: float
    skip_target: float


def evidence_of(liked: Rows, skipped: Rows, width: int, how: Weighting, target: float) -> Evidence:
    """Likes and skips of the same rows as evidence; `width` is the number of vectors on the other side."""
    skips = np.float32(how.skip_weight) * skipped.values
    items, weights = beside(liked, skipped, liked.values, skips)
    pulls = beside(liked, skipped, liked.values, np.float32(target) * skips)[1]
    starts = liked.starts + skipped.starts
    mass = np.concatenate([np.zeros(1), np.cumsum(weights, dtype=np.float64)])
    ridge = how.ridge * (mass[starts[1:]] - mass[starts[:-1]] + how.a0 * width)
    return Evidence(starts, items, weights, pulls, ridge.astype(np.float32))


class FittedIals(Fitted):
    """Item vectors (n_items, d) float32 and their scaled Gram matrix. Listeners' vectors are never kept."""

    def __init__(self, vectors: NDArray[np.float32], how: Weighting, table: Table | None = None) -> None:
        self.vectors, self.how = vectors, how
        self._table = Table(vectors) if table is None else table
        self.gram: NDArray[np.float32] = (np.float32(how.a0) * self._table.gram()).astype(np.float32)
        self._cold = np.zeros(vectors.shape[1], np.float32)

    def score(self, histories: Histories) -> NDArray[np.float32]:
        taste = self.taste(histories)
        return self._table.dot(taste[0])[None] if len(taste) == 1 else taste @ self.vectors.T

    def ask(self, histories: Histories) -> Products:
        return Products(self._table, self.taste(histories)[0])

    def taste(self, histories: Histories) -> NDArray[np.float32]:
        """(n, d) float32: every listener's vector, solved to convergence from nothing."""
        how, liked, skipped = self.how, rows(histories.liked), rows(histories.skipped)
        evidence = evidence_of(liked, skipped, len(self.vectors), how, how.skip_target)
        out = np.empty((len(evidence.ridge), self.vectors.shape[1]), np.float32)
        over_rows(fold_in_rows, len(out), evidence, self.vectors, self.gram, COLD_STEPS, TOLERANCE, out)
        return out

    def fold_in(
        self,
        liked: NDArray[np.int32],
        weights: NDArray[np.float32],
        skipped: NDArray[np.int32],
        strengths: NDArray[np.float32],
        start: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """(d,) float32: the vector of one listener from the items (n,) int32 and weights (n,) float32 of the
        whole history. With `start`, the vector before the last event, three steps are enough."""
        how = self.how
        skips = np.float32(how.skip_weight) * strengths
        seen = np.concatenate((weights, skips))
        ridge = np.float32(how.ridge * (float(seen.sum()) + how.a0 * len(self.vectors)))
        pulls = np.concatenate((weights, np.float32(how.skip_target) * skips))
        return fold_in(  # type: ignore[no-any-return]
            np.concatenate((liked, skipped)), seen, pulls, self.vectors, self.gram, ridge,
            self._cold if start is None else start, COLD_STEPS if start is None else WARM_STEPS, TOLERANCE,
        )  # fmt: skip

    def arrays(self) -> Arrays:
        how = self.how
        return {
            "vectors": self.vectors,
            "weighting": np.array([how.a0, how.ridge, how.skip_weight, how.skip_target], np.float64),
            **self._table.arrays("table"),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        table = Table.from_arrays("table", arrays["vectors"], arrays)
        return cls(table.vectors, Weighting(*map(float, arrays["weighting"])), table)


@dataclass(frozen=True, slots=True)
class Ials(Model):
    """a0 must fall with sparsity (.1 for 40 thousand interactions, .01-.03 for a million), ridge with it."""

    fitted: ClassVar[type[Fitted]] = FittedIals
    personal: ClassVar[bool] = True

    dimensions: int = 128
    a0: float = 0.05
    ridge: float = 0.01
    epochs: int = 8
    steps: int = 4
    skip_weight: float = 0.3
    skip_target: float = -0.5

    def fit(self, data: Interactions, seed: int) -> FittedIals:
        liked, skipped = data.histories.liked, data.histories.skipped
        how = Weighting(self.a0, self.ridge, self.skip_weight, self.skip_target)
        by_listener = evidence_of(rows(liked), rows(skipped), liked.shape[1], how, 0.0)
        by_item = evidence_of(columns_of(liked), columns_of(skipped), liked.shape[0], how, 0.0)
        rng, spread = np.random.default_rng(seed), 0.1 / np.sqrt(self.dimensions)
        x, y = ((spread * rng.standard_normal((n, self.dimensions))).astype(np.float32) for n in liked.shape)
        for _ in range(self.epochs):
            half_epoch(by_listener, x, y, self.a0, self.steps)
            half_epoch(by_item, y, x, self.a0, self.steps)
        y[_unseen(liked, skipped)] = 0  # no evidence, no opinion
        return FittedIals(y, how)


def _unseen(liked: csr_array, skipped: csr_array) -> NDArray[np.bool_]:
    seen = np.zeros(liked.shape[1], np.bool_)
    seen[liked.indices] = seen[skipped.indices] = True
    return ~seen


IALS = Ials()
