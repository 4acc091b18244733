"""Ranking: a public data set with a fixed split, the models that answer, what others published.

Weights are chosen inside the training part, everything is fitted again on all of it, and the test part is read once.
Ranked are all items but the listener's training items; figures are means over every listener with test items.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from segue.learning.blend import FittedBlend, choose_weights, collect, fit_components
from segue.learning.evaluate import Accuracy, evaluate
from segue.learning.model import Histories, Interactions, Model
from segue.learning.rows import nothing
from segue.learning.splits import hold_out_at_random
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.proof import Question
from segue.proof.report import Figures, Report

HELD_OUT = 0.1
METRICS = ("recall@20", "ndcg@20")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A loaded data set. test: (n_listeners, n_items) float32 CSR, the likes to predict."""

    train: Interactions
    test: csr_array


def published(name: str, recall: float, ndcg: float, note: str = "") -> Figures:
    """A figure somebody else reports for the same split and protocol, as fractions."""
    return Figures(name, {"recall@20": recall, "ndcg@20": ndcg}, note=note)


@dataclass(frozen=True, slots=True)
class Ranking:
    """One benchmark; called with a question it answers with a report.

    dataset: its name in print
    load: reads the folder; raises ValueError naming file and line when a file is missing or malformed
    components: the models to blend, by name; their settings are constants chosen on validation splits of the
        training part; the weights are chosen anew in every run
    validation_splits: how many validation splits to stack when weights are chosen
    peer: a well-known model scored in the same run, for scale
    """

    dataset: str
    load: Callable[[Path], Benchmark]
    components: Mapping[str, Model]
    validation_splits: int
    peer: tuple[str, Model]
    published: tuple[Figures, ...]

    def __call__(self, asked: Question) -> Report:
        assert asked.path is not None
        progress, seed = asked.progress, asked.seed
        progress("load", 0.0)
        benchmark = self.load(asked.path)
        train, models = benchmark.train, dict(self.components)
        _compile(models)
        clock = time.process_time()
        n_splits = self.validation_splits
        stages = iter(np.linspace(0.02, 0.55, n_splits * (len(models) + 1) + 1))
        splits = [hold_out_at_random(train.histories.liked, HELD_OUT, seed + i) for i in range(n_splits)]
        weights = choose_weights(
            models, train, splits, seed, lambda name: progress(f"validation: {name}", float(next(stages)))
        )
        tuned = time.process_time()
        stages = iter(np.linspace(0.55, 0.75, len(models)))
        fitted = fit_components(models, train, seed, lambda name: progress(f"fit: {name}", float(next(stages))))
        blend = FittedBlend(fitted, weights)
        found = evaluate(
            blend.score, train.histories, benchmark.test,
            progress=lambda share: progress("test", 0.75 + 0.23 * share),
        )  # fmt: skip
        done = time.process_time()
        progress("peer", 0.98)
        name, model = self.peer
        beside = evaluate(model.fit(train, seed).score, train.histories, benchmark.test)
        progress("done", 1.0)
        interval = dict(zip(METRICS, (mean_interval(found.recall, seed), mean_interval(found.ndcg, seed)), strict=True))
        peer_cpu = round(time.process_time() - done, 1)
        return Report(
            dataset=self.dataset,
            metrics=METRICS,
            ours=Figures(f"Segue (seed {seed})", _means(found), interval),
            beside=(Figures(f"{name} (this run, {peer_cpu} CPU-s)", _means(beside)),),
            published=self.published,
            facts={
                "cpu_seconds": round(done - tuned, 1),
                "tuning_cpu_seconds": round(tuned - clock, 1),
                "peak_mb": round(peak_mb()),
                "seed": seed,
                "listeners": len(found.listeners),
                "weights": {name: round(float(w), 4) for name, w in zip(models, weights, strict=True)},
            },
        )


def _means(found: Accuracy) -> dict[str, float]:
    return dict(zip(METRICS, (float(found.recall.mean()), float(found.ndcg.mean())), strict=True))


def _compile(models: dict[str, Model]) -> None:
    """Use every kernel once on a toy, so that the clock sees work and not the compiler."""
    liked = csr_array((np.indices((24, 24)).sum(axis=0) % 2).astype(np.float32))
    histories = Histories(liked, nothing(liked.shape))
    split = hold_out_at_random(liked, HELD_OUT, 0)
    blend = FittedBlend(fit_components(models, Interactions(histories), 0), np.ones(len(models)))
    collect(blend.components, Histories(split.train, histories.skipped), split.held_out, 0)
    evaluate(blend.score, histories, split.held_out)
