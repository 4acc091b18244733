"""Scores that are sums over rows of a sparse matrix: only the items in those rows are touched."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.retrieval.asked import Asked, Items, Moments, settled
from segue.learning.retrieval.best import best_among, in_order
from segue.learning.retrieval.scratch import give_back, lend
from segue.learning.rows import Rows

BUDGET = 45_000  # entries added up for one answer: a quarter of a millisecond


@njit(cache=True, nogil=True)
def _add(chosen, values, matrix, factor, out, seen, met):  # type: ignore[no-untyped-def]
    """out (n,) float32, zeros on entry, <- (values @ matrix[chosen]) * factor, where factor is not empty.

    met: the items that were met, each once. Returns how many, and the sums of out and of its squares.
    """
    n, first, second = 0, 0.0, 0.0
    for e in range(len(chosen)):
        row = chosen[e]
        for f in range(matrix.starts[row], matrix.starts[row + 1]):
            at = matrix.columns[f]
            if out[at] == 0 and not seen[at]:  # the second look is rare: what was met is seldom 0
                seen[at] = True
                met[n] = at
                n += 1
            out[at] += values[e] * matrix.values[f]
    for i in range(n):
        if len(factor):
            out[met[i]] *= factor[met[i]]
        value = np.float64(out[met[i]])
        first += value
        second += value * value
    return n, first, second


def within_budget(chosen: Items, matrix: Rows, budget: int = BUDGET) -> NDArray[np.intp]:
    """Which of the rows `chosen` to add up, so that about `budget` entries are: the shortest rows first.

    A short row belongs to something rare, which tells more of a listener than what everybody hears.
    """
    sizes = matrix.starts[chosen + 1] - matrix.starts[chosen]
    if int(sizes.sum()) <= budget:
        return np.arange(len(chosen))
    order = np.argsort(sizes, kind="stable")
    inside = int(np.searchsorted(np.cumsum(sizes[order]), budget, side="right"))
    return np.sort(order[: max(1, inside)])


class Touched(Asked):
    """scores = values @ matrix[chosen], times `factor` (n_items,) float32 where one is given.

    met: the items with a score, in no order; all others have 0.
    """

    def __init__(
        self,
        chosen: Items,
        values: NDArray[np.float32],
        matrix: Rows,
        n_items: int,
        factor: NDArray[np.float32] = np.empty(0, np.float32),  # noqa: B008 - empty: there is nothing to change
    ) -> None:
        few = within_budget(chosen, matrix)
        chosen, values = chosen[few], values[few]
        self._lent = lend(n_items)
        self._scores = self._lent.sums
        n, self._first, self._second = _add(chosen, values, matrix, factor, *self._lent)
        self.met: Items = self._lent.met[:n]

    def __del__(self) -> None:
        if hasattr(self, "met"):  # what broke off half-way is not given back
            give_back(self._lent, self.met)

    def best(self, k: int) -> Items:
        found = best_among(self._scores, self.met, k)
        return found[self._scores[found] > 0]

    def strongest(self, k: int) -> Items:
        """(<= k,) int32: those with the largest scores either way."""
        size = np.abs(self._scores[self.met])
        few = np.argpartition(-size, k)[:k] if len(size) > k else np.arange(len(size))
        return in_order(size[few], self.met[few], k)

    def at(self, items: Items) -> NDArray[np.float32]:
        return self._scores[items]

    def moments(self) -> Moments:
        mean = self._first / len(self._scores)
        return settled(mean, float(np.sqrt(max(self._second / len(self._scores) - mean * mean, 0.0))))
