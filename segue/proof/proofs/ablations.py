"""Ablations: what each model, reranker and signal is worth.

Models on Last.fm artists (`lastfm`): each alone, the blend without each of its own, the blend with each of the others;
weights are chosen anew on validation parts for every row, so a model is missed only as far as no other stands in.
Signals in the closed loop (`loop`), in a small town: the engine without each, for the same people, who begin with the
same past and throw the same coins. Rerankers on lists of 20 for those people, three on their first day: in the loop
only the first track of an answer is played, which most rerankers leave alone. No list was shown there before, so what
learns from lists (the ranker, fatigue) says nothing here, and what it is worth cannot be seen.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

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
from segue.proof.loop.town import MONDAY, Person, Size, Town, town
from segue.proof.loop.week import Plays, week
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.proof import Proof, Question
from segue.proof.ranking import METRICS, chosen_weights, compile_kernels, evaluate_all, intervals, means
from segue.proof.ranking import validation_examples as examples_of
from segue.proof.report import Figures, Report
from segue.recommend.pipeline import Pipeline
from segue.recommend.situation import situation
from segue.settings import Settings
from segue.world import truth

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
    "hour, activity and place": {"context_weight": 0.0},
    "a little chance from day to day": {"daily_variation": 0.0},
}
_HOURS, _LIST = (8, 13, 20), 20
_LISTED = ("chance", "list diversity", "list niche", "artists")
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
        models, (listed, lived) = self._models(asked), self._town(asked)
        asked.progress("done", 1.0)
        return Report(
            f"Last.fm artists (LightGCN-PyTorch split); a week of {self.size.watched} people in a town of "
            f"{self.size.listeners} listeners and {self.size.tracks:,} tracks",
            (*METRICS, "lost recall@20", *_LISTED, "lost chance", *_LIVED, "lost completed"),
            _together([models[0], listed[0], lived[0]]),
            (*models[1:], *listed[1:], *lived[1:]),
            facts={
                "seed": asked.seed,
                "cpu_seconds": round(time.process_time() - began),
                "peak_mb": round(peak_mb()),
            },
            lower=frozenset({"lost recall@20", "skips/session", "lost chance", "lost completed"}),
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

    def _town(self, asked: Question) -> tuple[list[Figures], list[Figures]]:
        """Lists without each reranker, weeks without each signal; the engine as it is on top of both."""
        whole = Pipeline()
        pipelines = {"Segue": whole, "no reranker at all": replace(whole, rerankers=())}
        for one in whole.rerankers:
            rest = tuple(name for name in whole.rerankers if name != one)
            pipelines[f"reranker {one} left out"] = replace(whole, rerankers=rest)
        signals: dict[str, Mapping[str, float | bool]] = {
            "Segue": {},
            **{f"signal left out: {name}": changed for name, changed in SIGNALS.items()},
        }
        listed: dict[str, list[dict[str, float]]] = {name: [] for name in pipelines}
        lived: dict[str, list[dict[str, float]]] = {name: [] for name in signals}
        with town(asked.seed, self.size, lambda what, share: asked.progress(what, 0.3 + 0.3 * share)) as there:
            measures = Measures(there)
            for i, person in enumerate(there.people):
                asked.progress("the week", 0.6 + 0.4 * i / len(there.people))
                for name, pipeline in pipelines.items():
                    engine = _Engine(there, person, there.settings, pipeline)
                    listed[name].append(_list_of(engine, there, person, measures))
                for name, changed in signals.items():
                    settings = replace(there.settings, **changed)  # type: ignore[arg-type]
                    player: Player = _Engine(there, person, settings, whole)
                    lived[name].append(measures.of(week(there, i, person, person.copied(), player)))
        return (
            [_lost(name, of, listed["Segue"], _LISTED, "chance", asked.seed) for name, of in listed.items()],
            [_lost(name, of, lived["Segue"], _LIVED, "completed", asked.seed) for name, of in lived.items()],
        )


def _list_of(engine: _Engine, there: Town, person: Person, measures: Measures) -> dict[str, float]:
    """Means over the lists of a day: the true chance that a track is heard to the end, and what is in them."""
    found = []
    for hour in _HOURS:
        now = MONDAY + timedelta(hours=hour)
        rows = engine.list(now, _LIST).astype(np.int32)
        chance = truth(person.copied(), None, now)[rows].astype(np.float32)
        n = len(rows)
        no, day = np.zeros(n, np.bool_), np.zeros(n, np.int32)
        plays = Plays(day, rows, no, chance, chance, day, no)
        artists = {there.world.catalogue.tracks[row].artist for row in rows}
        found.append((float(chance.mean()), measures.diversity(plays), measures.niche(plays), float(len(artists))))
    return dict(zip(_LISTED, np.mean(found, axis=0).tolist(), strict=True))


def _together(several: Sequence[Figures]) -> Figures:
    values = {metric: value for one in several for metric, value in one.values.items()}
    return Figures("Segue", values, {metric: found for one in several for metric, found in one.intervals.items()})


def _ranked(name: str, found: Accuracy, ours: Accuracy, seed: int) -> Figures:
    values, between = means(found), intervals(found, seed)
    if found is not ours:
        less = ours.recall - found.recall
        values["lost recall@20"], between["lost recall@20"] = float(less.mean()), mean_interval(less, seed)
    return Figures(name, values, between)


def _lost(
    name: str,
    of: Sequence[Mapping[str, float]],
    ours: Sequence[Mapping[str, float]],
    metrics: Sequence[str],
    first: str,
    seed: int,
) -> Figures:
    """Means over the people, and what they lose of the `first` metric, person by person."""
    values = {m: float(np.nanmean([one[m] for one in of])) for m in metrics}
    own = np.array([one[first] for one in of])
    between = {first: mean_interval(own[~np.isnan(own)], seed)}
    if of is not ours:
        less = np.array([one[first] for one in ours]) - own
        less = less[~np.isnan(less)]
        values[f"lost {first}"], between[f"lost {first}"] = float(less.mean()), mean_interval(less, seed)
    return Figures(name, values, between)


ABLATIONS = Proof("What each model, reranker and signal is worth", "lightgcn-lastfm", Ablations())
