"""Ablations: what each model, reranker and signal is worth.

Models on Last.fm artists (`lastfm`): each alone, the blend without each of its own, the blend with each of the others;
weights are chosen anew on validation parts for every row, so a model is missed only as far as no other stands in.
Rerankers and signals in the closed loop (`loop`), in a small town: the engine without each, for the same people, who
begin with the same past and throw the same coins. No list was shown there before, so nothing is learnt from lists:
what that ranker is worth cannot be seen here.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from segue.domain.slate import Request
from segue.learning.blend import fit_components
from segue.learning.evaluate import Accuracy
from segue.learning.model import Model
from segue.learning.models.item_ease import ItemEase
from segue.learning.models.listener_ease import ListenerEase
from segue.learning.models.popularity import Popularity
from segue.learning.models.rp3beta import RP3BETA
from segue.learning.neighbours import Neighbours
from segue.proof import lastfm
from segue.proof.loop.measures import Measures
from segue.proof.loop.players import RECIPE, Live, Player
from segue.proof.loop.town import Person, Size, Town, town
from segue.proof.loop.week import week
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.proof import Proof, Question
from segue.proof.ranking import METRICS, chosen_weights, compile_kernels, evaluate_all, intervals, means
from segue.proof.ranking import validation_examples as examples_of
from segue.proof.report import Figures, Report
from segue.recommend.pipeline import Pipeline
from segue.recommend.situation import situation
from segue.settings import Settings

OTHERS: Mapping[str, Model] = {
    "item_ease": ItemEase(),
    "listener_ease": ListenerEase(),
    "listener_neighbours": Neighbours(0.5, 0.5, 0.3, sharpness=1.5),
    "item_neighbours": Neighbours(0.7, 0.5, 0.3),
    "rp3beta": RP3BETA,
    "popularity": Popularity(),
}
SIGNALS: Mapping[str, Mapping[str, float | bool]] = {
    "skips": {"skips_count": False},
    "the last minutes": {"intent_weight": 0.0},
    "own record with track and artist": {"familiar_weight": 0.0},
    "a little chance from day to day": {"daily_variation": 0.0},
}
_LIVED = ("completed", "skips/session", "tracks heard", "niche", "diversity")


class _Engine(Live):
    """Segue with another pipeline."""

    def __init__(self, town: Town, person: Person, settings: Settings, pipeline: Pipeline) -> None:
        super().__init__(town, person, settings)
        self._pipeline = pipeline

    def list(self, now: datetime, n: int) -> NDArray[np.intp]:
        seen = situation(Request(self._person.id, now, n, RECIPE), self.profile, self._town.model, self._settings)
        ranked, _ = self._pipeline.run(seen)
        found: NDArray[np.intp] = self._town.rows[ranked.track[:n]]
        return found


@dataclass(frozen=True, slots=True)
class Ablations:
    size: Size = field(default_factory=lambda: Size(listeners=200, tracks=1_000, watched=40, days=6))
    splits: int = 3

    def __call__(self, asked: Question) -> Report:
        began = time.process_time()
        models, others = self._models(asked), self._engines(asked)
        ours = models[0]
        lived = others[0]
        asked.progress("done", 1.0)
        return Report(
            f"Last.fm artists (LightGCN-PyTorch split); a week of {self.size.watched} people in a town of "
            f"{self.size.listeners} listeners and {self.size.tracks:,} tracks",
            (*METRICS, "lost recall@20", *_LIVED, "lost completed"),
            Figures("Segue", {**ours.values, **lived.values}, {**ours.intervals, **lived.intervals}),
            (*models[1:], *others[1:]),
            facts={
                "seed": asked.seed,
                "cpu_seconds": round(time.process_time() - began),
                "peak_mb": round(peak_mb()),
            },
            lower=frozenset({"lost recall@20", "skips/session", "lost completed"}),
        )

    def _models(self, asked: Question) -> list[Figures]:
        assert asked.path is not None
        asked.progress("load", 0.0)
        benchmark = lastfm.load(asked.path)
        own = tuple(lastfm.COMPONENTS)
        models = {**lastfm.COMPONENTS, **OTHERS}
        names = tuple(models)
        compile_kernels(models)
        asked.progress("validation", 0.02)
        examples = examples_of(models, benchmark.train, self.splits, asked.seed)
        rows: dict[str, tuple[str, ...]] = {"Segue": own}
        rows |= {f"the blend without {one}": tuple(name for name in own if name != one) for one in own}
        rows |= {f"the blend with {one}": (*own, one) for one in OTHERS}
        rows |= {f"{one} alone": (one,) for one in names}
        asked.progress("weights", 0.1)
        weights = [chosen_weights(examples, names, wanted, asked.seed) for wanted in rows.values()]
        asked.progress("fit", 0.2)
        fitted = fit_components(models, benchmark.train, asked.seed)
        found = evaluate_all(fitted, weights, benchmark.train.histories, benchmark.test)
        return [_ranked(name, one, found[0], asked.seed) for name, one in zip(rows, found, strict=True)]

    def _engines(self, asked: Question) -> list[Figures]:
        """The engine as it is, then without each of its parts."""
        whole = Pipeline()
        made: dict[str, tuple[Pipeline, Mapping[str, float | bool]]] = {"Segue": (whole, {})}
        for one in whole.rerankers:
            rest = tuple(name for name in whole.rerankers if name != one)
            made[f"reranker {one} left out"] = (replace(whole, rerankers=rest), {})
        made["no reranker at all"] = (replace(whole, rerankers=()), {})
        made |= {f"signal left out: {signal}": (whole, settings) for signal, settings in SIGNALS.items()}
        lived: dict[str, list[dict[str, float]]] = {name: [] for name in made}
        with town(asked.seed, self.size, lambda what, share: asked.progress(what, 0.3 + 0.3 * share)) as there:
            measures = Measures(there)
            for i, person in enumerate(there.people):
                asked.progress("the week", 0.6 + 0.4 * i / len(there.people))
                for name, (pipeline, changed) in made.items():
                    settings = replace(there.settings, **changed)  # type: ignore[arg-type]
                    player: Player = _Engine(there, person, settings, pipeline)
                    lived[name].append(measures.of(week(there, i, person, person.copied(), player)))
        return [_lived(name, of, lived["Segue"], asked.seed) for name, of in lived.items()]


def _ranked(name: str, found: Accuracy, ours: Accuracy, seed: int) -> Figures:
    values, between = means(found), intervals(found, seed)
    if found is not ours:
        less = ours.recall - found.recall
        values["lost recall@20"], between["lost recall@20"] = float(less.mean()), mean_interval(less, seed)
    return Figures(name, values, between)


def _lived(name: str, of: Sequence[Mapping[str, float]], ours: Sequence[Mapping[str, float]], seed: int) -> Figures:
    values = {m: float(np.nanmean([one[m] for one in of])) for m in _LIVED}
    completed = np.array([one["completed"] for one in of])
    between = {"completed": mean_interval(completed[~np.isnan(completed)], seed)}
    if of is not ours:
        less = np.array([one["completed"] for one in ours]) - completed
        less = less[~np.isnan(less)]
        values["lost completed"], between["lost completed"] = float(less.mean()), mean_interval(less, seed)
    return Figures(name, values, between)


ABLATIONS = Proof("What each model, reranker and signal is worth", "lightgcn-lastfm", Ablations())
