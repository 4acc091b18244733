"""Judge: weights for the models, what they are worth on what listeners liked last, and whether they take over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.domain.event import TrackId
from segue.flows.dataset import Dataset
from segue.flows.models import saved_blend
from segue.flows.sequences import before, moved
from segue.learning.blend import FittedBlend, collect, default_weights, fit_components, weights_from
from segue.learning.evaluate import evaluate
from segue.learning.fade import faded
from segue.learning.model import Histories, Model
from segue.learning.splits import Split, hold_out_last
from segue.ports import ModelRegistry, Unavailable

_HELD_OUT = 0.15  # of each listener's likes, the last ones
_FEWEST = 5  # listeners with something held out, below which nothing is measured
# listeners, at most, to weigh and as many to judge: each is asked about every track by every model, and the mean of
# so many is known to half a hundredth
_SAMPLE = 5_000
_K = 20
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What listeners are asked with, and (listeners, items) what they should be answered."""

    histories: Histories
    wanted: csr_array


def judge(
    models: dict[str, Model], learnt: Dataset, seed: int, progress: Progress
) -> tuple[NDArray[np.float64], float | None, HeldOut | None]:
    """Weights from one half of the listeners with something held out, NDCG from the other half."""
    otherwise = default_weights(list(models))
    if learnt.data.prior is not None:
        otherwise = faded(list(models), learnt.listeners, learnt.known)
    split = hold_out(learnt, seed)
    listeners = np.flatnonzero(np.diff(split.held_out.indptr))
    if len(listeners) < _FEWEST:
        return otherwise, None, None
    order = learnt.data.histories.sequences
    order = None if order is None else before(order, split.held_out)
    train = Histories(split.train, learnt.data.histories.skipped, sequences=order)
    inner = replace(learnt.data, histories=train)
    fitted = fit_components(models, inner, seed, telling(progress, "trying", models, 0.1, 0.3))
    mixed = np.random.default_rng(seed).permutation(listeners)
    tuning, judging = mixed[: len(mixed) // 2][:_SAMPLE], mixed[len(mixed) // 2 :][:_SAMPLE]
    examples = collect(
        fitted, train, _only(split.held_out, tuning), seed, lambda s: progress("weighing the models", 0.4 + 0.1 * s)
    )
    progress("choosing weights", 0.5)
    weights = weights_from(examples, list(models), seed, otherwise)
    held = HeldOut(train, _only(split.held_out, judging))
    blend = FittedBlend(fitted, weights)
    found = evaluate(blend.score, train, held.wanted, _K, lambda s: progress("judging", 0.6 + 0.05 * s))
    return weights, float(np.mean(found.ndcg)), held


def in_service(registry: ModelRegistry, learnt: Dataset, held: HeldOut) -> float | None:
    """NDCG of the model in service on the same listeners; None when there is none or it cannot be read."""
    current = registry.current()
    if current is None:
        return None
    try:
        manifest, arrays = registry.load(current)
        blend = saved_blend(arrays)
        there = {TrackId(str(t)): i for i, t in enumerate(arrays["items"])}
    except (Unavailable, KeyError, ValueError):
        return None
    if manifest["offset"] >= learnt.offset and manifest.get("ndcg@20") is not None:
        return float(manifest["ndcg@20"])  # it has seen what is held out: its own blind figure stands
    columns = np.array([there.get(t, -1) for t in learnt.items], np.int64)

    def score(asked: Histories) -> NDArray[np.float32]:
        known = columns >= 0
        inner = Histories(_columns(asked.liked, columns, len(there)), _columns(asked.skipped, columns, len(there)))
        if asked.sequences is not None:
            inner = replace(inner, sequences=moved(asked.sequences, columns))
        found = blend.score(inner)
        out = np.full(asked.liked.shape, found.min() - 1, np.float32)
        out[:, known] = found[:, columns[known]]
        return out

    return float(np.mean(evaluate(score, held.histories, held.wanted, _K).ndcg))


def decide(registry: ModelRegistry, learnt: Dataset, ours: float | None, in_service: float | None) -> tuple[bool, str]:
    """Whether the new model takes over, and why."""
    current = registry.current()
    if current is None:
        return True, "the first model"
    if ours is None:
        return True, "too few listeners to compare; the newer model knows more"
    if in_service is None:
        return True, "the model in service cannot be compared"
    if ours > in_service:
        return True, f"better: NDCG@20 {ours:.4f} against {in_service:.4f}"
    known = registry.load(current)[0].get("items", 0)
    if len(learnt.items) > known and ours >= 0.98 * in_service:
        return True, f"as good, and it knows {len(learnt.items) - known:,} more tracks"
    return False, f"not better: NDCG@20 {ours:.4f} against {in_service:.4f}; the model in service stays"


def telling(
    progress: Progress, what: str, models: Mapping[str, Model], start: float, share: float
) -> Callable[[str], None]:
    """For `fit_components`: which of the models it is at, and how far that is."""
    place = {name: n / len(models) for n, name in enumerate(models)}
    return lambda name: progress(f"{what} {name}", start + share * place[name])


def hold_out(learnt: Dataset, seed: int) -> Split:
    """The last likes of each listener held out; equal times, as play counts without dates have, fall at random.

    Left in the order of the columns they would hold out the newest entries of the catalogue.
    """
    times = learnt.times
    order = np.lexsort((np.random.default_rng(seed).random(len(times)), times))
    rank = np.empty(len(times), np.int64)
    rank[order] = np.arange(len(times))
    return hold_out_last(learnt.data.histories.liked, rank, _HELD_OUT)


def _only(matrix: csr_array, listeners: Sequence[int] | NDArray[np.int64]) -> csr_array:
    """The matrix with the rows of everybody else emptied."""
    keep = np.zeros(matrix.shape[0], np.bool_)
    keep[listeners] = True
    entries = np.repeat(keep, np.diff(matrix.indptr))
    sizes = np.where(keep, np.diff(matrix.indptr), 0)
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(matrix.indptr.dtype)
    return csr_array((matrix.data[entries], matrix.indices[entries], indptr), shape=matrix.shape)


def _columns(matrix: csr_array, columns: NDArray[np.int64], width: int) -> csr_array:
    """The matrix over other columns; entries without one are dropped."""
    entries: Any = matrix.tocoo()
    at = columns[entries.coords[1]]
    held = at >= 0
    parts = (entries.data[held], (entries.coords[0][held], at[held]))
    moved = csr_array(parts, shape=(matrix.shape[0], width), dtype=np.float32)
    moved.sort_indices()
    return moved
