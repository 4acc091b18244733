"""Next item: a set of sequences, the models that say what comes next, what others published.

Leave-one-out: the last item of everybody is the test, the one before it validation. Models are fitted on what comes
before both and never again; their settings and the weights of the fusion come from validation; a test question is
everything but the last item. Ranked are all items of the set but those already heard; an item that scores the same
as the one wanted counts as above it. Figures are means over all listeners with three items or more.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.fusion import Choices, choices, fuse, in_parts, standard_scores
from segue.learning.model import Fitted, Histories, Interactions, Model
from segue.learning.models.next_item import NextItem
from segue.learning.rows import pick, rows
from segue.learning.threads import over_rows
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.proof import Question
from segue.proof.report import Figures, Report
from segue.proof.sets import SequenceSet, histories

METRICS = ("hr@10", "ndcg@10")
_K = 10
_ALL, _PLAIN, _SUM, _MEAN = "fusion", "fusion without transformer", "transformers, summed", "transformer"
Found = Mapping[str, NDArray[np.float64]]  # of each row: (n_listeners, 2), as `hits_and_gains`


@njit(cache=True, nogil=True)
def _count_above(start, stop, scores, seen, wanted, out):  # type: ignore[no-untyped-def]
    for u in range(start, stop):
        row, best = scores[u], scores[u, wanted[u]]
        for e in range(seen.starts[u], seen.starts[u + 1]):
            if seen.columns[e] == wanted[u]:
                best = np.inf
            row[seen.columns[e]] = -np.inf
        above = 0
        if best == np.inf:
            above = row.shape[0]
        else:
            for j in range(row.shape[0]):
                if j != wanted[u] and row[j] >= best:
                    above += 1
        out[u] = above


def ranks(scores: NDArray[np.float32], seen: csr_array, wanted: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n,) int64: items above the wanted one, 0 = it comes first, n_items = it was heard before and is not ranked.

    scores: (n, n_items) float32, written into.
    """
    out = np.empty(len(scores), np.int64)
    over_rows(_count_above, len(scores), scores, rows(seen), wanted, out)
    return out


def hits_and_gains(above: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n, 2) float64: HR@10 and NDCG@10 of ranks, one wanted item each: 1 and 1 / log2(rank + 2) within the ten."""
    hit = above < _K
    return np.stack([hit, np.where(hit, 1 / np.log2(above + 2), 0)], axis=1).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Work:
    """What a set is answered with.

    content: (n_items, n_tags) float32 CSR or None, L2-normalised tag rows of the items
    transformers: by name, fitted with seeds of their own, one after the other; in the fusion they count as one
    without: by name of a row, the singles which that ablation of the fusion leaves out
    """

    set: SequenceSet
    content: csr_array | None
    singles: Mapping[str, Model]
    transformers: Mapping[str, NextItem]
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def models(self) -> dict[str, Model]:
        return {**self.transformers, **self.singles}


@dataclass(frozen=True, slots=True)
class NextItemProof:
    """load: reads the data; raises ValueError naming file and line when it is missing, malformed or leaks."""

    dataset: str
    load: Callable[[Path], Work]
    published: tuple[Figures, ...] = ()

    def __call__(self, asked: Question) -> Report:
        assert asked.path is not None
        progress, seed = asked.progress, asked.seed
        progress("load", 0.0)
        work = self.load(asked.path)
        _compile(work)
        clock = _Clock()
        before, fitted = work.set.without_last(2), {}
        for n, (name, model) in enumerate(work.models.items()):
            progress(f"fit: {name}", 0.02 + 0.6 * n / len(work.models))
            fitted[name] = model.fit(Interactions(before, work.content), seed + (n if name in work.transformers else 0))
            clock.lap(name)
        every = list(fitted.values())
        made = choices(
            every, before, work.set.nth_last(2), seed, lambda share: progress("validation", 0.62 + 0.15 * share)
        )
        mixes = _mixes(work, made)
        clock.lap("weights")
        found = measure(
            every, mixes, work.set.without_last(1), work.set.nth_last(1),
            lambda share: progress("test", 0.77 + 0.22 * share),
        )  # fmt: skip
        clock.lap("scoring")
        progress("done", 1.0)
        return self._report(work, mixes, found, clock.spent, seed)

    def _report(
        self, work: Work, mixes: Mapping[str, NDArray[np.float64]], found: Found, spent: Mapping[str, float], seed: int
    ) -> Report:
        ours = _figures(f"Segue: {_ALL} (seed {seed})", found[_ALL], seed)
        told = {name: f"{spent[name]:.1f} CPU-s" for name in work.models}
        beside = [_figures(name, of, seed, told.get(name, "")) for name, of in found.items() if name != _ALL]
        set_ = work.set
        return Report(
            dataset=self.dataset,
            metrics=METRICS,
            ours=ours,
            beside=(*_means(work, found, seed), *beside),
            published=self.published,
            facts={
                "cpu_seconds": round(sum(spent.values()), 1),
                "weights_cpu_seconds": round(spent["weights"], 1),
                "scoring_cpu_seconds": round(spent["scoring"], 1),
                "peak_mb": round(peak_mb()),
                "seed": seed,
                "listeners": len(set_.asked()),
                "items": len(set_.names),
                "heard_before": set_.heard_before(),
                "weights": {name: round(float(w), 3) for name, w in zip(work.models, mixes[_ALL], strict=True)},
            },
        )


class _Clock:
    """CPU seconds of this process, user and system, by what they were spent on."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._last = time.process_time()

    def lap(self, name: str) -> None:
        now = time.process_time()
        self.spent[name], self._last = now - self._last, now


def _figures(name: str, found: NDArray[np.float64], seed: int, note: str = "") -> Figures:
    means = {metric: float(found[:, m].mean()) for m, metric in enumerate(METRICS)}
    intervals = {metric: mean_interval(found[:, m], seed) for m, metric in enumerate(METRICS)}
    return Figures(name, means, intervals, note)


def _means(work: Work, found: Found, seed: int) -> Iterator[Figures]:
    """What one transformer is worth, alone and in the fusion, where all of them differ by their seed only."""
    names = list(work.transformers)
    if len(names) > 1 and len(set(work.transformers.values())) == 1:
        for row, of in ((_MEAN, names), (f"{_ALL} with one transformer", [_with(name) for name in names])):
            each = ", ".join(f"{found[name][:, 1].mean():.4f}" for name in of)
            mean = np.mean([found[name] for name in of], axis=0)
            yield _figures(f"{row}, mean of {len(of)} seeds", mean, seed, f"ndcg@10 {each}")


def _with(name: str) -> str:
    return f"{_ALL} with {name} only"


def _mixes(work: Work, made: Choices) -> dict[str, NDArray[np.float64]]:
    """Rows of the report -> weights over all models, (n_models,) float64: each alone, and the fusions."""
    names, alone = list(work.models), np.eye(len(work.models))
    transformers = [names.index(name) for name in work.transformers]
    mixes = {_ALL: _fused(made, [transformers, *_apart(names, work.singles)])}
    for one in transformers if len(transformers) > 1 else ():
        mixes[_with(names[one])] = _fused(made, [[one], *_apart(names, work.singles)])
    mixes[_PLAIN] = _fused(made, _apart(names, work.singles))
    for row, left_out in work.without.items():
        mixes[row] = _fused(made, _apart(names, [name for name in work.singles if name not in left_out]))
    if len(transformers) > 1:
        mixes[_SUM] = alone[transformers].mean(axis=0)
    return mixes | dict(zip(names, alone, strict=True))


def _apart(names: Sequence[str], some: Iterable[str]) -> list[list[int]]:
    return [[names.index(name)] for name in some]


def _fused(made: Choices, groups: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Weights over all models; models of one group get the same."""
    fold = np.zeros((made.z.shape[1], len(groups)), np.float32)
    for g, group in enumerate(groups):
        fold[list(group), g] = 1 / len(group)
    return fold @ fuse(made._replace(z=made.z @ fold))


def measure(
    models: Sequence[Fitted],
    mixes: Mapping[str, NDArray[np.float64]],
    before: Histories,
    wanted: NDArray[np.int32],
    progress: Callable[[float], None] = lambda share: None,
) -> dict[str, NDArray[np.float64]]:
    """Of each mix of the models, `hits_and_gains` of every listener with a wanted item (>= 0)."""
    listeners = np.flatnonzero(wanted >= 0)
    found: dict[str, list[NDArray[np.float64]]] = {name: [np.empty((0, 2))] for name in mixes}
    done = 0
    for some in in_parts(listeners, len(models), before.liked.shape[1]):
        asked = pick(before, some)
        z = standard_scores(models, asked)
        for name, weights in mixes.items():
            scores = np.tensordot(weights.astype(np.float32), z, axes=1)
            found[name].append(hits_and_gains(ranks(scores, asked.liked, wanted[some])))
        done += len(some)
        progress(done / len(listeners))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def _compile(work: Work) -> None:
    """Use every kernel once on a toy, so that the clock sees work and not the compiler."""
    columns = np.tile(np.arange(12, dtype=np.int32), 8)
    toy = histories(np.arange(0, 97, 12), columns, 24)
    models = [replace(one, epochs=1) if isinstance(one, NextItem) else one for one in work.models.values()]
    fitted = [model.fit(Interactions(toy), 0) for model in models]
    wanted = np.full(8, 20, np.int32)
    mixes = {"": np.ones(len(fitted))}
    fuse(choices(fitted, toy, wanted, 0))
    measure(fitted, mixes, toy, wanted)
