"""Scaling: how good for how many parameters and how many CPU seconds.

Last.fm artists, or Gowalla with `--path FOLDER`. Lines: iALS by dimensions, item EASE by neighbours, and the blend of
graph filter, item EASE and iALS by dimensions, its weights chosen on a validation part for every point. Parameters are
the floating-point numbers a fitted model keeps; neighbours and filters keep the likes themselves. Seconds are those of
the fit and of scoring everybody, without choosing weights.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from segue.learning.blend import FittedBlend
from segue.learning.evaluate import evaluate
from segue.learning.model import Fitted, Model
from segue.learning.models.ials import Ials
from segue.learning.models.item_ease import ItemEase
from segue.learning.neighbours import Neighbours
from segue.proof import gowalla, lastfm
from segue.proof.measure import peak_mb
from segue.proof.picture import panels
from segue.proof.proof import Proof, Question
from segue.proof.ranking import (
    METRICS,
    Benchmark,
    chosen_weights,
    compile_kernels,
    intervals,
    means,
    validation_examples,
)  # fmt: skip
from segue.proof.report import Figures, Report

_FILTER = Neighbours(0.5, 1.0, 0.5)
_BLEND = "blend"


class _Set(NamedTuple):
    dataset: str
    benchmark: Benchmark
    a0: float
    ridge: float


@dataclass(frozen=True, slots=True)
class Scaling:
    dimensions: Sequence[int] = (8, 16, 32, 64, 128, 256, 512)
    neighbours: Sequence[int] = (10, 25, 50, 100, 200, 400)
    blended: Sequence[int] = (16, 64, 256)

    def __call__(self, asked: Question) -> Report:
        assert asked.path is not None
        asked.progress("load", 0.0)
        data = _load(asked.path)
        points = self._points(data)
        compile_kernels({"ials": Ials(dimensions=8), "item_ease": ItemEase(neighbours=8), "filter": _FILTER})
        rows: list[Figures] = []
        lines: dict[str, list[Figures]] = {}
        for number, (name, line, models) in enumerate(points):
            asked.progress(name, number / len(points))
            rows.append(_measured(name, models, data.benchmark, asked.seed))
            lines.setdefault(line, []).append(rows[-1])
        asked.progress("done", 1.0)
        across = {
            what: {line: [(one.values[what], one.values[METRICS[0]]) for one in some] for line, some in lines.items()}
            for what in ("million parameters", "CPU-s")
        }
        return Report(
            data.dataset,
            (*METRICS, "million parameters", "fit CPU-s", "CPU-s"),
            rows[-1],  # the largest blend, whatever it reaches: nothing is chosen by test figures
            tuple(rows[:-1]),
            facts={"seed": asked.seed, "peak_mb": round(peak_mb())},
            lower=frozenset({"million parameters", "fit CPU-s", "CPU-s"}),
            pictures={"scaling": panels(f"What quality costs: {data.dataset}", METRICS[0], across)},
        )

    def _points(self, data: _Set) -> list[tuple[str, str, Mapping[str, Model]]]:
        def ials(d: int) -> Ials:
            return Ials(dimensions=d, a0=data.a0, ridge=data.ridge)

        return [
            *((f"iALS, {d} dimensions", "iALS", {"ials": ials(d)}) for d in self.dimensions),
            *(
                (f"item EASE, {k} neighbours", "item EASE", {"item_ease": ItemEase(neighbours=k)})
                for k in self.neighbours
            ),
            *(
                (
                    f"{_BLEND} with iALS, {d} dimensions",
                    _BLEND,
                    {"graph_filter": _FILTER, "item_ease": ItemEase(), "ials": ials(d)},
                )
                for d in self.blended
            ),
        ]


def _load(folder: Path) -> _Set:
    """By the files that are there."""
    if (folder / "train.txt").is_file():
        return _Set(gowalla.DATASET, gowalla.load(folder), 0.03, 0.003)
    return _Set(lastfm.DATASET, lastfm.load(folder), 0.02, 0.035)


def _measured(name: str, models: Mapping[str, Model], benchmark: Benchmark, seed: int) -> Figures:
    weights, names = np.ones(1), tuple(models)
    if len(models) > 1:
        weights = chosen_weights(validation_examples(models, benchmark.train, 1, seed), names, names, seed)
    began = time.process_time()
    fitted = {one: model.fit(benchmark.train, seed) for one, model in models.items()}
    fit = time.process_time() - began
    found = evaluate(FittedBlend(fitted, weights).score, benchmark.train.histories, benchmark.test)
    spent = {"fit CPU-s": fit, "CPU-s": time.process_time() - began}
    size = {"million parameters": sum(map(parameters, fitted.values())) / 1e6}
    return Figures(name, means(found) | size | spent, intervals(found, seed))


def parameters(fitted: Fitted) -> int:
    """Floating-point numbers it keeps."""
    return sum(part.size for part in fitted.arrays().values() if np.asarray(part).dtype.kind == "f")


SCALING = Proof("Quality against parameters and CPU seconds", "lightgcn-lastfm", Scaling())
