"""The item vectors of a large population, moved by the few listeners of this house: iALS with a prior.

Each item's vector is the most probable one given the population's, whose certainty is what its n_i listeners
left behind, H_i = a0 X'X + n_i E[x x'] + ridge (Laplace's approximation, with one E[x x'] for all items):

    y_i = argmin (y - y_i0)' H_i (y - y_i0) + own sum_{u likes i} (1 - x_u'y)^2

so an item that thousands know hardly moves and one that nobody knows elsewhere is learnt here. Listeners are folded
in as in `ials`, whose paper it follows. Without a prior it is iALS of the own rows.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.factors import fold_in_rows
from segue.learning.model import Arrays, Fitted, Histories, Interactions, ItemPrior, Model
from segue.learning.models.ials import COLD_STEPS, TOLERANCE, Ials, Weighting, evidence_of
from segue.learning.pooled import pooled, unknown
from segue.learning.rows import Rows, columns_of, plain, rows
from segue.learning.threads import over_rows

_SKIP_WEIGHT, _SKIP_TARGET = 0.3, -0.5  # as in `ials`


class FittedPriorFactors(Fitted):
    """vectors: (m, d) float32 of the rows, row_of: (n_items,) int32, gram: (d, d) float32 = a0 sum v v' over the
    `items` of the population."""

    def __init__(
        self,
        vectors: NDArray[np.float32],
        row_of: NDArray[np.int32],
        gram: NDArray[np.float32],
        how: Weighting,
        items: float,
    ) -> None:
        self.vectors, self.row_of = plain(vectors, np.float32), plain(row_of, np.int32)
        self.gram, self.how, self.items = plain(gram, np.float32), how, items

    @property
    def item_vectors(self) -> NDArray[np.float32]:
        """(n_items, d) float32: tracks have the vector of their row."""
        return self.vectors[self.row_of]

    def score(self, histories: Histories) -> NDArray[np.float32]:
        found = self.taste(pooled(histories, self.row_of, len(self.vectors))) @ self.vectors.T
        return np.ascontiguousarray(found[:, self.row_of])

    def taste(self, asked: Histories) -> NDArray[np.float32]:
        """(n, d) float32 from histories over the rows."""
        evidence = evidence_of(
            rows(asked.liked), rows(asked.skipped), round(self.items), self.how, self.how.skip_target
        )  # fmt: skip
        out = np.empty((len(evidence.ridge), self.vectors.shape[1]), np.float32)
        over_rows(fold_in_rows, len(out), evidence, self.vectors, self.gram, COLD_STEPS, TOLERANCE, out)
        return out

    def arrays(self) -> Arrays:
        how = [self.how.a0, self.how.ridge, self.how.skip_weight, self.how.skip_target, self.items]
        return {"vectors": self.vectors, "row_of": self.row_of, "gram": self.gram, "how": np.array(how, np.float64)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        *how, items = map(float, arrays["how"])
        vectors, row_of = plain(arrays["vectors"], np.float32), plain(arrays["row_of"], np.int32)
        return cls(vectors, row_of, plain(arrays["gram"], np.float32), Weighting(*how), items)


@dataclass(frozen=True, slots=True)
class PriorFactors(Model):
    """own: what a listener here counts against one elsewhere; rounds: of listeners, then items;
    trusted: most listeners a prior counts for; alone: what is fitted where there is no prior."""

    fitted: ClassVar[type[Fitted]] = FittedPriorFactors
    personal: ClassVar[bool] = True

    own: float = 2.0
    rounds: int = 2
    trusted: float = 2_000.0
    dimensions: int = 64  # where there is no prior

    def fit(self, data: Interactions, seed: int) -> FittedPriorFactors:
        prior = data.prior or unknown(data.histories.liked.shape[1])
        asked = pooled(data.histories, prior.row_of, len(prior.listeners))
        if prior.vectors.shape[1] == 0:
            alone = Ials(dimensions=self.dimensions).fit(Interactions(asked), seed)
            return FittedPriorFactors(alone.vectors, prior.row_of, alone.gram, alone.how, len(alone.vectors))
        how = Weighting(prior.a0, prior.ridge, _SKIP_WEIGHT, _SKIP_TARGET)
        gram = np.float32(prior.a0) * prior.item_gram
        by_item = columns_of(asked.liked)
        fitted = FittedPriorFactors(prior.vectors, prior.row_of, gram, how, prior.items)
        for _ in range(self.rounds if asked.liked.nnz else 0):
            moved = self._moved(prior, by_item, fitted.taste(asked))
            fitted = FittedPriorFactors(moved, prior.row_of, gram, how, prior.items)
        return fitted

    def _moved(self, prior: ItemPrior, by_item: Rows, tastes: NDArray[np.float32]) -> NDArray[np.float32]:
        """(m, d) float32: the prior's vectors, those of the rows heard here moved."""
        share = min(1.0, self.trusted / max(prior.population, 1.0))
        vectors, unit = prior.vectors.copy(), np.eye(prior.vectors.shape[1])
        everybody, outer = share * prior.a0 * prior.listener_gram.astype(np.float64), prior.outer.astype(np.float64)
        population = share * prior.population
        for i in np.flatnonzero(np.diff(by_item.starts)):
            a, b = by_item.starts[i], by_item.starts[i + 1]
            heard, before = share * float(prior.listeners[i]), prior.vectors[i].astype(np.float64)
            sure = everybody + heard * outer + prior.ridge * (heard + prior.a0 * population) * unit
            x, weights = tastes[by_item.columns[a:b]].astype(np.float64), self.own * by_item.values[a:b]
            news = (weights[:, None] * x).T
            vectors[i] = np.linalg.solve(sure + news @ x, sure @ before + news.sum(axis=1))
        return vectors


PRIOR_FACTORS = PriorFactors()
