"""Judge: weights for the models, and what they are worth on what listeners liked last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.flows.dataset import Dataset
from segue.flows.promotion import FEWEST, HeldOut, K, begun, entries
from segue.flows.sequences import before
from segue.learning.blend import FittedBlend, collect, default_weights, fit_components, weights_from
from segue.learning.evaluate import evaluate
from segue.learning.fade import faded
from segue.learning.model import Histories, Model
from segue.learning.splits import Split, hold_out_last

_HELD_OUT = 0.15  # of each listener's likes, the last ones
# listeners, at most, to weigh and as many to judge: each is asked about every track by every model, and the mean of
# so many is known to half a hundredth
_SAMPLE = 5_000
Progress = Callable[[str, float], None]


def judge(
    models: dict[str, Model], learnt: Dataset, seed: int, progress: Progress
) -> tuple[NDArray[np.float64], float | None, HeldOut | None]:
    """Weights from one half of the listeners with something held out, NDCG from the other half."""
    otherwise = default_weights(list(models))
    if learnt.data.prior is not None:
        otherwise = faded(list(models), learnt.listeners, learnt.known)
    split = hold_out(learnt, seed)
    listeners = np.flatnonzero(np.diff(split.held_out.indptr))
    if len(listeners) < FEWEST:
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
    wanted, blend = _only(split.held_out, judging), FittedBlend(fitted, weights)
    found = evaluate(blend.score_all, train, wanted, K, lambda s: progress("judging", 0.6 + 0.05 * s))
    held = HeldOut(train, wanted, begun(learnt, wanted), blend, found.ndcg)
    return weights, float(np.mean(found.ndcg)), held


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
    return entries(matrix, np.repeat(keep, np.diff(matrix.indptr)))
