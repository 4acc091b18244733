"""Run a proof: choose weights inside the training part, refit on all of it, read the test part once.

Ranked are all items but the listener's training items; figures are means over every listener with test items.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from segue.learning.blend import FittedBlend, choose_weights, collect, fit_components
from segue.learning.evaluate import evaluate
from segue.learning.model import Histories, Interactions, Model
from segue.learning.rows import nothing
from segue.learning.splits import hold_out_at_random
from segue.proof.proof import Proof, Published

HELD_OUT = 0.1
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found. CPU seconds are user + system of the whole process, compilation left out.

    cpu_seconds: fitting on all training data and scoring all test listeners; tuning_cpu_seconds: choosing the
    weights; peak_mb: largest resident memory of the process, in units of 1,000,000 bytes
    """

    dataset: str
    recall: float
    ndcg: float
    listeners: int
    cpu_seconds: float
    tuning_cpu_seconds: float
    peak_mb: float
    seed: int
    weights: dict[str, float]
    peer: Published
    peer_cpu_seconds: float
    published: tuple[Published, ...]

    def to_json(self) -> str:
        """One JSON object: dataset, ours, published; figures as fractions to 4 digits."""
        ours = {
            **_figures(self.recall, self.ndcg),
            "cpu_seconds": round(self.cpu_seconds, 1),
            "tuning_cpu_seconds": round(self.tuning_cpu_seconds, 1),
            "peak_mb": round(self.peak_mb),
            "seed": self.seed,
            "listeners": self.listeners,
            "weights": {name: round(weight, 4) for name, weight in self.weights.items()},
            "peer": {**_named(self.peer), "cpu_seconds": round(self.peer_cpu_seconds, 1)},
        }
        published = [_named(one) for one in self.published]
        return json.dumps({"dataset": self.dataset, "ours": ours, "published": published})


def _figures(recall: float, ndcg: float) -> dict[str, float]:
    return {"recall@20": round(recall, 4), "ndcg@20": round(ndcg, 4)}


def _named(one: Published) -> dict[str, str | float]:
    return {"name": one.name, **_figures(one.recall, one.ndcg)}


def default_path(proof: Proof) -> Path:
    """The data set's folder under `SEGUE_DATA`, by default `../shared/data`."""
    return Path(os.environ.get("SEGUE_DATA", "../shared/data")) / proof.folder


def run(proof: Proof, path: Path, seed: int, progress: Progress = lambda stage, share: None) -> Result:
    """Run one proof on the folder `path`; `progress` hears a stage and the share of all work done, 0 to 1.

    Raises:
        ValueError: a missing or malformed file, with its name and line.
    """
    progress("load", 0.0)
    benchmark = proof.load(path)
    train, models = benchmark.train, dict(proof.components)
    _compile(models)
    clock = time.process_time()
    n_splits = proof.validation_splits
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
    name, model = proof.peer
    beside = evaluate(model.fit(train, seed).score, train.histories, benchmark.test)
    progress("done", 1.0)
    return Result(
        dataset=proof.dataset,
        recall=float(found.recall.mean()),
        ndcg=float(found.ndcg.mean()),
        listeners=len(found.listeners),
        cpu_seconds=done - tuned,
        tuning_cpu_seconds=tuned - clock,
        peak_mb=_peak_mb(),
        seed=seed,
        weights=dict(zip(models, weights.tolist(), strict=True)),
        peer=Published(name, float(beside.recall.mean()), float(beside.ndcg.mean())),
        peer_cpu_seconds=time.process_time() - done,
        published=proof.published,
    )


def _compile(models: dict[str, Model]) -> None:
    """Use every kernel once on a toy, so that the clock sees work and not the compiler."""
    liked = csr_array((np.indices((24, 24)).sum(axis=0) % 2).astype(np.float32))
    histories = Histories(liked, nothing(liked.shape))
    split = hold_out_at_random(liked, HELD_OUT, 0)
    blend = FittedBlend(fit_components(models, Interactions(histories), 0), np.ones(len(models)))
    collect(blend.components, Histories(split.train, histories.skipped), split.held_out, 0)
    evaluate(blend.score, histories, split.held_out)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
