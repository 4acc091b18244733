"""Ranking: a public data set with a fixed split, the models that answer, what others published.

Weights are chosen inside the training part, everything is fitted again on all of it, and the test part is read once.
Ranked are all items but the listener's training items; figures are means over every listener with test items.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.ascent import Examples
from segue.learning.blend import FittedBlend, collect, fit_components, held_out_examples, weights_from
from segue.learning.evaluate import LISTENERS_AT_ONCE, Accuracy, accuracy, evaluate, top_k_rows
from segue.learning.model import Fitted, Histories, Interactions, Model
from segue.learning.rows import nothing, pick, rows
from segue.learning.splits import hold_out_at_random
from segue.learning.standard import standardise
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.proof import Question
from segue.proof.report import Figures, Report

HELD_OUT = 0.2  # of each listener's training items, as the sets themselves hold out for the test
METRICS = ("recall@20", "ndcg@20")
_K = 20


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A loaded data set. test: (n_listeners, n_items) float32 CSR, the likes to predict."""

    train: Interactions
    test: csr_array


def published(name: str, recall: float, ndcg: float, note: str = "") -> Figures:
    """A figure somebody else reports for the same split and protocol, as fractions."""
    return Figures(name, {"recall@20": recall, "ndcg@20": ndcg}, note=note)


@dataclass(frozen=True, slots=True)
class Variant:
    """Components of a blend by name.

    likes_alone: how strong a like is stays unknown, all are 1; note: what else it is told, "" = nothing but the likes
    """

    name: str
    components: tuple[str, ...]
    likes_alone: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """One benchmark; called with a question it answers with a report.

    dataset: its name in print
    load: reads the folder; raises ValueError naming file and line when a file is missing or malformed
    components: the models to blend, by name; their settings are constants chosen on validation splits of the
        training part; the weights are chosen anew in every run
    validation_splits: how many validation splits to stack when weights are chosen
    peer: a well-known model scored in the same run, for scale
    less: the same told less, beside ours; note: what ours is told beyond the likes
    """

    dataset: str
    load: Callable[[Path], Benchmark]
    components: Mapping[str, Model]
    validation_splits: int
    peer: tuple[str, Model]
    published: tuple[Figures, ...]
    less: tuple[Variant, ...] = ()
    note: str = ""

    def __call__(self, asked: Question) -> Report:
        assert asked.path is not None
        progress, seed = asked.progress, asked.seed
        progress("load", 0.0)
        benchmark = self.load(asked.path)
        compile_kernels(self.components)
        full = [Variant("Segue", tuple(self.components), note=self.note), *(v for v in self.less if not v.likes_alone)]
        poor = [v for v in self.less if v.likes_alone]
        part = 0.9 / (1 + bool(poor))
        ours = self._answered(full, benchmark, asked, 0.02, part)
        bare = Benchmark(likes_alone(benchmark.train), benchmark.test)
        rest = self._answered(poor, bare, asked, 0.02 + part, part) if poor else None
        progress("peer", 0.98)
        began = time.process_time()
        name, model = self.peer
        beside = evaluate(model.fit(bare.train, seed).score, bare.train.histories, bare.test)
        peer = Figures(f"{name} (this run, {time.process_time() - began:.1f} CPU-s)", means(beside))
        progress("done", 1.0)
        every, found = [*full, *poor], [*ours.found, *(rest.found if rest else ())]
        rows = [
            Figures(f"{one.name} (seed {seed})", means(got), intervals(got, seed), one.note)
            for one, got in zip(every, found, strict=True)
        ]
        gains = {
            f"gain over {one.name}": gain_over(found[0], got, seed)
            for one, got in zip(every[1:], found[1:], strict=True)
        }
        return Report(
            dataset=self.dataset,
            metrics=METRICS,
            ours=rows[0],
            beside=(*rows[1:], peer),
            published=self.published,
            facts={
                "cpu_seconds": round(ours.cpu_s, 1),
                "tuning_cpu_seconds": round(ours.tuning_cpu_s, 1),
                "peak_mb": round(peak_mb()),
                "seed": seed,
                "listeners": len(found[0].listeners),
                "weights": {name: round(float(w), 4) for name, w in zip(self.components, ours.weights[0], strict=True)},
                **gains,
            },
        )

    def _answered(
        self, variants: Sequence[Variant], benchmark: Benchmark, asked: Question, start: float, share: float
    ) -> "_Answered":
        train, models, seed = benchmark.train, dict(self.components), asked.seed

        def stages(first: float, last: float, n: int) -> Callable[[str], None]:
            shares = iter(np.linspace(start + first * share, start + last * share, n))
            return lambda what: asked.progress(what, float(next(shares)))

        clock = time.process_time()
        n = self.validation_splits
        heard = stages(0.0, 0.55, n * (len(models) + 1))
        examples = validation_examples(models, train, n, seed, lambda name: heard(f"validation: {name}"))
        weights = [chosen_weights(examples, tuple(models), one.components, seed) for one in variants]
        tuned = time.process_time()
        fits = stages(0.55, 0.75, len(models))
        fitted = fit_components(models, train, seed, lambda name: fits(f"fit: {name}"))
        found = evaluate_all(
            fitted, weights, train.histories, benchmark.test,
            lambda done: asked.progress("test", start + (0.75 + 0.25 * done) * share),
        )  # fmt: skip
        return _Answered(weights, found, tuned - clock, time.process_time() - tuned)


class _Answered(NamedTuple):
    """cpu_s: of the fit and of scoring all variants; tuning_cpu_s: of what chose the weights."""

    weights: list[NDArray[np.float64]]
    found: list[Accuracy]
    tuning_cpu_s: float
    cpu_s: float


def likes_alone(data: Interactions) -> Interactions:
    """Every like is 1."""
    liked = csr_array(data.histories.liked, copy=True)
    liked.data[:] = 1
    return replace(data, histories=replace(data.histories, liked=liked))


def validation_examples(
    models: Mapping[str, Model],
    train: Interactions,
    splits: int,
    seed: int,
    progress: Callable[[str], None] = lambda name: None,
) -> Examples:
    """What the models say of parts of the training part that were held out; of the test part nothing is known."""
    parts = [hold_out_at_random(train.histories.liked, HELD_OUT, seed + i) for i in range(splits)]
    return held_out_examples(models, train, parts, seed, progress)


def chosen_weights(
    examples: Examples, names: Sequence[str], wanted: Sequence[str], seed: int
) -> NDArray[np.float64]:  # fmt: skip
    """(n_names,) float64: the best weights of the wanted components, 0 for the others."""
    at = [names.index(name) for name in wanted]
    some = Examples(examples.starts, np.ascontiguousarray(examples.z[:, at]), examples.relevant, examples.wanted)
    weights = np.zeros(len(names))
    weights[at] = weights_from(some, list(wanted), seed)
    return weights


def evaluate_all(
    fitted: Mapping[str, Fitted],
    weights: Sequence[NDArray[np.float64]],
    histories: Histories,
    test: csr_array,
    progress: Callable[[float], None] = lambda share: None,
) -> list[Accuracy]:
    """Accuracy of several blends of the same components, each scored once."""
    listeners = np.flatnonzero(np.diff(test.indptr)).astype(np.int64)
    recalls: list[list[NDArray[np.float64]]] = [[np.empty(0)] for _ in weights]
    ndcgs: list[list[NDArray[np.float64]]] = [[np.empty(0)] for _ in weights]
    for start in range(0, len(listeners), LISTENERS_AT_ONCE):
        some = listeners[start : start + LISTENERS_AT_ONCE]
        asked, wanted = pick(histories, some), csr_array(test[some])
        seen = rows(asked.liked)
        z = np.empty((len(fitted), *asked.liked.shape), np.float32)
        for one, out in zip(fitted.values(), z, strict=True):
            standardise(one.score(asked), seen, out)
        for v, each in enumerate(weights):
            total = np.zeros(asked.liked.shape, np.float32)
            for c in np.flatnonzero(each):
                total += np.float32(each[c]) * z[c]
            recall, ndcg = accuracy(top_k_rows(total, seen, _K), wanted)
            recalls[v].append(recall)
            ndcgs[v].append(ndcg)
        progress((start + len(some)) / len(listeners))
    return [Accuracy(listeners, np.concatenate(r), np.concatenate(n)) for r, n in zip(recalls, ndcgs, strict=True)]


def means(found: Accuracy) -> dict[str, float]:
    return dict(zip(METRICS, (float(found.recall.mean()), float(found.ndcg.mean())), strict=True))


def intervals(found: Accuracy, seed: int) -> dict[str, tuple[float, float]]:
    return dict(zip(METRICS, (mean_interval(found.recall, seed), mean_interval(found.ndcg, seed)), strict=True))


def gain_over(ours: Accuracy, other: Accuracy, seed: int) -> str:
    """The difference listener by listener, in words."""
    said = []
    for metric, paired in zip(METRICS, (ours.recall - other.recall, ours.ndcg - other.ndcg), strict=True):
        low, high = mean_interval(paired, seed)
        said.append(f"{metric} {paired.mean():+.4f} [{low:+.4f}, {high:+.4f}]")
    return ", ".join(said)


def compile_kernels(models: Mapping[str, Model]) -> None:
    """Use every kernel once on a toy, so that the clock sees work and not the compiler."""
    liked = csr_array((np.indices((24, 24)).sum(axis=0) % 2).astype(np.float32))
    histories = Histories(liked, nothing(liked.shape))
    split = hold_out_at_random(liked, HELD_OUT, 0)
    fitted = fit_components(models, Interactions(histories), 0)
    blend = FittedBlend(fitted, np.ones(len(models)))
    examples = collect(fitted, Histories(split.train, histories.skipped), split.held_out, 0)
    chosen_weights(examples, tuple(models), tuple(models), 0)
    evaluate_all(fitted, [np.ones(len(models))], histories, split.held_out)
    evaluate(blend.score, histories, split.held_out)
