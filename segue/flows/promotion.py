"""Promotion: whether new models take over, on what neither they nor the one in service knew."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.domain.event import TrackId
from segue.flows.dataset import Dataset
from segue.flows.gone import population
from segue.flows.models import saved_blend
from segue.flows.sequences import before, moved
from segue.learning.blend import FittedBlend
from segue.learning.evaluate import evaluate
from segue.learning.model import Histories
from segue.ports import ModelRegistry, Unavailable

FEWEST = 5  # listeners with something held out, below which nothing is measured
K = 20
_AS_GOOD = 0.98  # of what the model in service reaches
_ENOUGH = 0.9  # one that surely reaches less does not take over
_BROKEN = 0.5  # nor does one that surely reaches less of what that one reached, blindly, when it was new
_SURELY = 1.64  # standard errors
_GROWN = 1.2  # times the likes that the model in service was judged on: beyond, its figure says nothing here


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What listeners are asked with, (listeners, items) what they should be answered, when each of it was first
    finished (0 = unknown), and the new models, which know nothing of it: their blend and its NDCG by listener."""

    histories: Histories
    wanted: csr_array
    begun: NDArray[np.int64]
    blend: FittedBlend
    ndcg: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Beside:
    """NDCG of the new models, (m,) by listener, and of the one in service, by listener or in all.

    on: what it is about; news: whether anything was told, or any track came, since the one in service was fitted
    """

    ours: NDArray[np.float64]
    theirs: NDArray[np.float64]
    on: str = ""
    news: bool = True

    @property
    def as_good(self) -> bool:
        """Within two hundredths."""
        return float(self.ours.mean()) >= _AS_GOOD * float(self.theirs.mean())

    def surely_below(self, share: float) -> bool:
        """Below this share of the model in service, whatever chance there is in it."""
        away = self.ours - share * self.theirs
        return float(away.mean() + _SURELY * away.std() / sqrt(max(len(away) - 1, 1))) < 0


def in_service(registry: ModelRegistry, learnt: Dataset, held: HeldOut) -> Beside | None:
    """The model in service and the new ones on what neither of them knew; None when there is nothing to compare.

    What is held out of the new ones was learnt by the one in service, as far as it was heard before that was fitted: to
    be asked about it would be asking for what it was told. So it is asked about what was heard since; while that is of
    too few listeners, the figure stands that it had itself when it was fitted, on what was held out then.
    """
    current = registry.current()
    if current is None:
        return None
    try:
        manifest, arrays = registry.load(current)
        blend = saved_blend(arrays)
        there = {TrackId(str(t)): i for i, t in enumerate(arrays["items"])}
    except (Unavailable, KeyError, ValueError):
        return None
    own = manifest.get("ndcg@20")
    told = learnt.data.histories
    same = (manifest.get("likes"), manifest.get("skips")) == (told.liked.nnz, told.skipped.nnz)
    same &= manifest.get("prior", 0) == population(learnt)
    same &= len(learnt.items) <= len(there)
    if own is not None and same:  # whatever else is in the log
        return Beside(held.ndcg, np.array([own], np.float64), news=False)
    alike = own is not None and told.liked.nnz <= _GROWN * manifest.get("likes", 0)
    blind = Beside(held.ndcg, np.array([own], np.float64)) if alike else None
    since = _after(held, int(manifest.get("until", np.iinfo(np.int64).max)))
    if np.count_nonzero(np.diff(since.indptr)) < FEWEST or (blind is not None and blind.surely_below(_BROKEN)):
        return blind
    asked = _until(learnt, since)
    ours = evaluate(held.blend.score_all, asked, since, K).ndcg
    theirs = evaluate(_elsewhere(blend, there, learnt.items), asked, since, K).ndcg
    return Beside(ours, theirs, " on what was heard since")


def decide(registry: ModelRegistry, learnt: Dataset, ours: float | None, beside: Beside | None) -> tuple[bool, str]:
    """Whether the new model takes over, and why."""
    current = registry.current()
    if current is None:
        return True, "the first model"
    if ours is None:
        return True, "too few listeners to compare; the newer model knows more"
    if beside is None:
        return True, "the model in service cannot be compared"
    mine, theirs = float(beside.ours.mean()), float(beside.theirs.mean())
    figures = f"NDCG@20 {mine:.4f} against {theirs:.4f}{beside.on}"
    if mine > theirs:
        return True, f"better: {figures}"
    if not beside.news:
        return False, f"not better: {figures}; the model in service stays"
    if beside.surely_below(_ENOUGH):
        return False, f"worse: {figures}; the model in service stays"
    return True, f"as good as can be told, and it knows more: {figures}"


def begun(learnt: Dataset, wanted: csr_array) -> NDArray[np.int64]:
    """(nnz of wanted,) int64: when each was first finished, 0 where nobody knows."""
    liked = learnt.data.histories.liked
    if len(learnt.begun) != liked.nnz:
        return np.zeros(wanted.nnz, np.int64)
    return learnt.begun[np.searchsorted(_keys(liked), _keys(wanted))]


def _keys(matrix: csr_array) -> NDArray[np.int64]:
    """(nnz,) int64, ascending: a number for each entry's place."""
    row = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return row * matrix.shape[1] + matrix.indices


def _after(held: HeldOut, since_ms: int) -> csr_array:
    """Of what is wanted, what was first finished later than that."""
    return entries(held.wanted, held.begun > since_ms)


def _until(learnt: Dataset, since: csr_array) -> Histories:
    """What was known before: all but that."""
    told = learnt.data.histories
    liked = entries(told.liked, ~np.isin(_keys(told.liked), _keys(since), assume_unique=True))
    order = None if told.sequences is None else before(told.sequences, since)
    return Histories(liked, told.skipped, sequences=order)


def _elsewhere(
    blend: FittedBlend, there: Mapping[TrackId, int], items: Sequence[TrackId]
) -> Callable[[Histories], NDArray[np.float32]]:
    """The scores of a blend over items of another order; what it does not know comes last."""
    columns = np.array([there.get(t, -1) for t in items], np.int64)

    def score(asked: Histories) -> NDArray[np.float32]:
        known = columns >= 0
        inner = Histories(_columns(asked.liked, columns, len(there)), _columns(asked.skipped, columns, len(there)))
        if asked.sequences is not None:
            inner = replace(inner, sequences=moved(asked.sequences, columns))
        found = blend.score_all(inner)
        out = np.full(asked.liked.shape, found.min() - 1, np.float32)
        out[:, known] = found[:, columns[known]]
        return out

    return score


def entries(matrix: csr_array, keep: NDArray[np.bool_]) -> csr_array:
    """The matrix without the others of its entries."""
    before = np.concatenate([[0], np.cumsum(keep)])
    indptr = before[matrix.indptr].astype(matrix.indptr.dtype)
    return csr_array((matrix.data[keep], matrix.indices[keep], indptr), shape=matrix.shape)


def _columns(matrix: csr_array, columns: NDArray[np.int64], width: int) -> csr_array:
    """The matrix over other columns; entries without one are dropped."""
    entries: Any = matrix.tocoo()
    at = columns[entries.coords[1]]
    held = at >= 0
    parts = (entries.data[held], (entries.coords[0][held], at[held]))
    moved = csr_array(parts, shape=(matrix.shape[0], width), dtype=np.float32)
    moved.sort_indices()
    return moved
