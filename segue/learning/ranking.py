"""Ranking: what became of tracks that were shown, learnt from the columns they were shown with.

LambdaMART puts in order what one listener heard within one day; a calibrated P(skip) says what would be left. Both are
added to the sum that ranks without them, in shares chosen on later days, and taken into service only when they are
better on days later still.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.calibration import auc, brier
from segue.learning.skips.chance import Chance, fit
from segue.learning.skips.columns import CONTEXT, LISTENER, SESSION, TASTE
from segue.learning.trees.flat import Trees
from segue.learning.trees.grow import Growth, NoTrees, Table, grow

FINISHED, PARTLY, LEFT = 2, 1, 0  # labels
FEWEST = 120  # days of listeners with something to put in order
_K = 10
_SHARES, _AVERSIONS = (0.0, 0.25, 0.5, 1.0, 2.0), (0.0, 0.5, 1.0, 2.0)
_DRAWS, _SURE = 500, 0.9
_GROWTH = Growth("lambdarank", rounds=200, leaves=7, rate=0.05, least_rows=50, ridge=10.0, truncation=_K)


@dataclass(frozen=True, slots=True)
class Logged:
    """Rows of one group together, groups in order of time.

    columns: (m, width) float32, NaN = unknown; label: (m,) LEFT, PARTLY or FINISHED; sizes: (groups,)
    weight: (m,) how much a row counts: less where it was shown more by chance than others
    """

    columns: NDArray[np.float32]
    label: NDArray[np.int8]
    sizes: NDArray[np.int64]
    weight: NDArray[np.float32]

    def part(self, first: int, last: int) -> "Logged":
        """Some of the groups."""
        edges = np.concatenate([[0], np.cumsum(self.sizes)])
        rows = slice(int(edges[first]), int(edges[last]))
        return Logged(self.columns[rows], self.label[rows], self.sizes[first:last], self.weight[rows])


@dataclass(frozen=True, slots=True)
class Ranking:
    """layout: of the columns; total, skips: which of them are the sum without it, and those of P(skip)

    The score is total + scale x (share x trees / spread - aversion x P(skip)).
    """

    layout: str
    total: int
    skips: slice
    trees: Trees
    chance: Chance
    scale: float
    spread: float
    share: float
    aversion: float

    def score(
        self, columns: NDArray[np.float32], share: float | None = None, aversion: float | None = None
    ) -> NDArray[np.float32]:
        """(n,) float32. columns: (n, width) of this layout; share, aversion: other ones than were chosen."""
        share = self.share if share is None else share
        aversion = self.aversion if aversion is None else aversion
        found = columns[:, self.total].astype(np.float64)
        if share:
            found += self.scale * share / self.spread * self.trees.score(columns)
        if aversion:
            found -= self.scale * aversion * self.chance(columns[:, self.skips])
        return found.astype(np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        plain = [self.total, self.skips.start, self.skips.stop, self.scale, self.spread, self.share, self.aversion]
        found: dict[str, NDArray[np.generic]] = {"layout": np.array([self.layout]), "plain": np.array(plain, float)}
        for name, part in (("trees", self.trees.arrays()), ("chance", self.chance.arrays())):
            found |= {f"{name}.{key}": one for key, one in part.items()}
        return found

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Raises KeyError or ValueError for what is not a saved one."""

        def part(name: str) -> dict[str, Any]:
            return {key[len(name) + 1 :]: one for key, one in arrays.items() if key.startswith(f"{name}.")}

        total, first, last, scale, spread, share, aversion = map(float, np.asarray(arrays["plain"]))
        trees, chance = Trees.from_arrays(part("trees")), Chance.from_arrays(part("chance"))
        if not np.isfinite([scale, spread, share, aversion]).all() or not spread > 0:
            raise ValueError("the ranking has no scale")
        layout, skips = str(np.asarray(arrays["layout"])[0]), slice(int(first), int(last))
        return cls(layout, int(total), skips, trees, chance, scale, spread, share, aversion)


class Learnt(NamedTuple):
    """ranking: None where it is not better. Figures are of the latest days, which nothing was chosen on."""

    ranking: Ranking | None
    why: str
    groups: int
    ndcg: float | None = None
    without: float | None = None
    skip_auc: float | None = None
    skip_brier: float | None = None


def learn(logged: Logged, layout: str, total: int, skips: slice, seed: int) -> Learnt:
    """Fit on three fifths of the groups, choose the shares on the next fifth, judge on the last; then fit on all.

    layout, total, skips: as of `Ranking`
    """
    groups = len(logged.sizes)
    if groups < FEWEST:
        return Learnt(None, f"{groups} days with something to put in order, {FEWEST} are the fewest", groups)
    first, second = int(0.6 * groups), int(0.8 * groups)
    early, middle, late = logged.part(0, first), logged.part(first, second), logged.part(second, groups)
    try:
        trees = grow(_table(early), _GROWTH, seed, _table(middle))
    except NoTrees as error:
        return Learnt(None, str(error), groups)
    tried = _ranking(early, trees, layout, total, skips, seed)
    best = max(
        ((s, a) for s in _SHARES for a in _AVERSIONS),
        key=lambda one: (float(np.mean(ndcg(tried.score(middle.columns, *one), middle))), -sum(one)),
    )
    tried = replace(tried, share=best[0], aversion=best[1])
    ours, without = ndcg(tried.score(late.columns), late), ndcg(late.columns[:, total], late)
    left = (late.label == LEFT).astype(np.float32)
    said = tried.chance(late.columns[:, skips])
    figures = (groups, float(ours.mean()), float(without.mean()), auc(said, left), brier(said, left))
    if not any(best):
        return Learnt(None, "on later days the sum without it is as good", *figures)
    sure = _sure(ours - without, seed)
    if ours.mean() <= without.mean() or sure < _SURE:
        return Learnt(None, f"not better for sure: NDCG@{_K} {figures[1]:.4f} against {figures[2]:.4f}", *figures)
    again = grow(_table(logged), replace(_GROWTH, rounds=max(len(trees.root), 1)), seed)
    ranking = replace(_ranking(logged, again, layout, total, skips, seed), share=best[0], aversion=best[1])
    return Learnt(ranking, f"better: NDCG@{_K} {figures[1]:.4f} against {figures[2]:.4f}", *figures)


def ndcg(score: NDArray[np.floating[Any]], logged: Logged) -> NDArray[np.float64]:
    """(groups,) NDCG@10 with gains 2^label - 1; ties fall as they would against it, the worse first."""
    edges = np.concatenate([[0], np.cumsum(logged.sizes)])
    discount = 1 / np.log2(np.arange(2, _K + 2))
    found = np.empty(len(logged.sizes))
    for g in range(len(found)):
        gain = 2.0 ** logged.label[edges[g] : edges[g + 1]] - 1
        order = np.lexsort((gain, -score[edges[g] : edges[g + 1]]))[:_K]
        ideal = np.sort(gain)[::-1][:_K] @ discount[: min(_K, len(gain))]
        found[g] = gain[order] @ discount[: len(order)] / ideal if ideal else 1.0
    return found


def useful(labels: Sequence[int]) -> bool:
    """Whether there is something to put in order."""
    return len(set(labels)) > 1


def _table(logged: Logged) -> Table:
    return Table(logged.columns, logged.label.astype(np.float32), logged.sizes, logged.weight)


def _ranking(logged: Logged, trees: Trees, layout: str, total: int, skips: slice, seed: int) -> Ranking:
    left = (logged.label == LEFT).astype(np.float32)
    chance = fit(TASTE + LISTENER + SESSION + CONTEXT, logged.columns[:, skips], left, seed)
    spread = float(trees.score(logged.columns).std()) or 1.0
    scale = float(logged.columns[:, total].std()) or 1.0
    return Ranking(layout, total, skips, trees, chance, scale, spread, 0.0, 0.0)


def _sure(difference: NDArray[np.float64], seed: int) -> float:
    """Share of bootstrap draws of the groups in which the mean difference is above 0."""
    rng = np.random.default_rng(seed)
    drawn = difference[rng.integers(0, len(difference), (_DRAWS, len(difference)))]
    return float(np.mean(drawn.mean(axis=1) > 0))
