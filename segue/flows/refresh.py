"""Refresh: log -> profiles -> dataset -> fit -> blend -> compare with the model in service -> promote if better."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.discovery import discover
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId, TrackId
from segue.flows.dataset import Dataset, dataset
from segue.flows.follow import Follower
from segue.flows.logged import logged
from segue.flows.models import blend_arrays, saved_blend
from segue.flows.places import places
from segue.flows.sequences import before, moved
from segue.flows.shown_arrays import extra_arrays
from segue.learning.blend import FittedBlend, collect, default_weights, fit_components, weights_from
from segue.learning.evaluate import evaluate
from segue.learning.fade import PRIOR_MODELS, faded
from segue.learning.model import Fitted, Histories, Model
from segue.learning.models.prior_factors import FittedPriorFactors
from segue.learning.ranking import Learnt, learn
from segue.learning.retrieval.table import Table
from segue.learning.space import item_space
from segue.learning.splits import Split, hold_out_last
from segue.ports import EventLog, Lake, ModelRegistry, Unavailable
from segue.prior.shelf import Shelf
from segue.recommend.columns import LAYOUT, SKIPS, TOTAL

COMPONENTS = ("ials", "item_ease", "listener_neighbours", "content", "text", "popularity")
ORDERED = ("next_item",)  # where there are enough plays to learn an order from
MEASURED = ("sound",)  # where how tracks sound is known of any
_HELD_OUT = 0.15  # of each listener's likes, the last ones
_FEWEST = 5  # listeners with something held out, below which nothing is measured
_SAMPLE = (
    5_000  # listeners, at most, to weigh and as many to judge: each is asked about every track by every model, and
)
# the mean of so many is known to half a hundredth
_K = 20
_LEAST = 0.005  # share of all weight below which a component is left out
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh found. Metrics are NDCG@20 on what listeners finished last; None = too little to measure."""

    model_id: str
    promoted: bool
    why: str
    listeners: int
    items: int
    likes: int
    ours: float | None
    in_service: float | None
    weights: dict[str, float]
    ranker: str = ""  # what became of the ranker that learns from earlier answers


class Refresher:
    """Fits, judges and promotes; safe to run beside a server, which notices the new pointer by itself."""

    def __init__(
        self,
        log: EventLog,
        accounts: Accounts,
        catalog: Catalog,
        follower: Follower,
        registry: ModelRegistry,
        lake: Lake | None = None,
        shelf: Shelf | None = None,
        plays: int = 0,
    ) -> None:
        """lake: with what was shown and what came of it; without one no ranker is learnt. shelf: with the prior.
        plays: how many of the latest a model of their order learns from."""
        self._plays = plays
        self._shelf = shelf
        self._lake = lake
        self._log = log
        self._accounts = accounts
        self._catalog = catalog
        self._follower = follower
        self._registry = registry

    def run(self, now: datetime, seed: int, progress: Progress = lambda what, share: None) -> Refreshed:
        """Raises ValueError when there is no track at all to learn about."""
        progress("reading the log", 0.0)
        self._follower.sweep()
        self._catalog.reload()
        prior = self._shelf.current() if self._shelf else None
        learnt = dataset(
            self._accounts, self._catalog, self._follower, self._log.end(), now, prior, self._lake, self._plays,
            lambda share: progress("reading the profiles", 0.1 * share),
        )  # fmt: skip
        if not learnt.items:
            raise ValueError("there are no tracks yet: import a catalogue or a history first")
        return self.fit(learnt, now, seed, progress)

    def fit(
        self, learnt: Dataset, now: datetime, seed: int, progress: Progress = lambda what, share: None
    ) -> Refreshed:
        """Fit, judge and promote from what was read already."""
        wanted = COMPONENTS if learnt.data.prior is None else (*COMPONENTS, *PRIOR_MODELS)
        if learnt.data.histories.sequences is not None:
            wanted = (*wanted, *ORDERED)
        if learnt.data.sound is not None:
            wanted = (*wanted, *MEASURED)
        models = {name: model for name, model in _models().items() if name in wanted}
        weights, ours, held = self._judge(models, learnt, seed, progress)
        progress("judging the model in service", 0.65)
        in_service = self._in_service(learnt, held) if held else None
        progress("learning from earlier answers", 0.7)
        ranked = self._rank(seed)
        promoted, why = self._decide(learnt, ours, in_service)
        if not promoted and ranked.ranking is not None and (ours or 0.0) >= 0.98 * (in_service or 0.0):
            promoted, why = True, f"as good, and its ranker is {ranked.why}"
        model_id = f"{now:%Y%m%dT%H%M%S}-{learnt.offset}-{seed}"
        if promoted:
            models, weights = _worth_it(models, weights)
            fitted = fit_components(models, learnt.data, seed, _telling(progress, "fitting", models, 0.75, 0.2))
            progress("saving the model", 0.95)
            manifest = {
                "id": model_id,
                "offset": learnt.offset,
                "seed": seed,
                "ndcg@20": ours,
                "everybody_skips": learnt.everybody_skips,
                "listeners": learnt.listeners,
                "items": len(learnt.items),
            }
            arrays = model_arrays(learnt, fitted, weights, seed)
            arrays |= extra_arrays(ranked.ranking, self._places(learnt, arrays["space"]))
            self._registry.save(model_id, manifest, arrays)
            self._registry.promote(model_id)
        progress("done", 1.0)
        likes = learnt.data.histories.liked.nnz
        chosen = {name: round(float(w), 4) for name, w in zip(models, weights, strict=True)}
        return Refreshed(
            model_id, promoted, why, learnt.listeners, len(learnt.items), likes, ours, in_service, chosen, ranked.why
        )

    def _rank(self, seed: int) -> Learnt:
        if self._lake is None:
            return Learnt(None, "there is no lake to learn from", 0)
        try:
            rows = logged(self._lake, self._accounts.links.person, self._may_train)
        except Unavailable as error:
            return Learnt(None, f"the lake cannot be read: {error}", 0)
        return learn(rows, LAYOUT, TOTAL, SKIPS, seed)

    def _places(self, learnt: Dataset, space: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        if self._lake is None:
            return {}
        row_of = {track: row for row, track in enumerate(learnt.items)}
        try:
            return places(self._lake, row_of, space, self._may_train)
        except Unavailable:
            return {}

    def _may_train(self, listener: ListenerId) -> bool:
        return self._accounts.consent(listener).permits(Purpose.TRAIN)

    def _judge(
        self, models: dict[str, Model], learnt: Dataset, seed: int, progress: Progress
    ) -> tuple[NDArray[np.float64], float | None, "_HeldOut | None"]:
        """Weights from one half of the listeners with something held out, NDCG from the other half."""
        otherwise = default_weights(list(models))
        if learnt.data.prior is not None:
            otherwise = faded(list(models), learnt.listeners, learnt.known)
        split = _split(learnt, seed)
        listeners = np.flatnonzero(np.diff(split.held_out.indptr))
        if len(listeners) < _FEWEST:
            return otherwise, None, None
        order = learnt.data.histories.sequences
        order = None if order is None else before(order, split.held_out)
        train = Histories(split.train, learnt.data.histories.skipped, sequences=order)
        inner = replace(learnt.data, histories=train)
        fitted = fit_components(models, inner, seed, _telling(progress, "trying", models, 0.1, 0.3))
        mixed = np.random.default_rng(seed).permutation(listeners)
        tuning, judging = mixed[: len(mixed) // 2][:_SAMPLE], mixed[len(mixed) // 2 :][:_SAMPLE]
        examples = collect(
            fitted, train, _only(split.held_out, tuning), seed, lambda s: progress("weighing the models", 0.4 + 0.1 * s)
        )
        progress("choosing weights", 0.5)
        weights = weights_from(examples, list(models), seed, otherwise)
        held = _HeldOut(train, _only(split.held_out, judging))
        blend = FittedBlend(fitted, weights)
        found = evaluate(blend.score, train, held.wanted, _K, lambda s: progress("judging", 0.6 + 0.05 * s))
        return weights, float(np.mean(found.ndcg)), held

    def _in_service(self, learnt: Dataset, held: "_HeldOut") -> float | None:
        """NDCG of the model in service on the same listeners; None when there is none or it cannot be read."""
        current = self._registry.current()
        if current is None:
            return None
        try:
            manifest, arrays = self._registry.load(current)
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

    def _decide(self, learnt: Dataset, ours: float | None, in_service: float | None) -> tuple[bool, str]:
        current = self._registry.current()
        if current is None:
            return True, "the first model"
        if ours is None:
            return True, "too few listeners to compare; the newer model knows more"
        if in_service is None:
            return True, "the model in service cannot be compared"
        if ours > in_service:
            return True, f"better: NDCG@20 {ours:.4f} against {in_service:.4f}"
        known = self._registry.load(current)[0].get("items", 0)
        if len(learnt.items) > known and ours >= 0.98 * in_service:
            return True, f"as good, and it knows {len(learnt.items) - known:,} more tracks"
        return False, f"not better: NDCG@20 {ours:.4f} against {in_service:.4f}; the model in service stays"


@dataclass(frozen=True, slots=True)
class _HeldOut:
    histories: Histories
    wanted: csr_array


def _telling(
    progress: Progress, what: str, models: Mapping[str, Model], start: float, share: float
) -> Callable[[str], None]:
    """For `fit_components`: which of the models it is at, and how far that is."""
    place = {name: n / len(models) for n, name in enumerate(models)}
    return lambda name: progress(f"{what} {name}", start + share * place[name])


def model_arrays(
    learnt: Dataset, fitted: Mapping[str, Fitted], weights: NDArray[np.float64], seed: int
) -> dict[str, Any]:
    """What a saved model holds: the blend, the item space with what a search in it needs, the ids of the items."""
    space = item_space(_factors(fitted), learnt.data.content, seed)
    searched = {"space": space, **Table(space).arrays("space")}
    return {**blend_arrays(FittedBlend(fitted, weights)), **searched, "items": np.array(learnt.items)}


def _worth_it(models: dict[str, Model], weights: NDArray[np.float64]) -> tuple[dict[str, Model], NDArray[np.float64]]:
    """Without the components that hardly count: each costs every answer the same. Popularity always stays: it is
    all there is for a listener without a history."""
    keep = [name == "popularity" or w >= _LEAST * weights.sum() for name, w in zip(models, weights, strict=True)]
    return {name: m for (name, m), kept in zip(models.items(), keep, strict=True) if kept}, weights[keep]


def _models() -> dict[str, Model]:
    return discover("segue.learning.models", Model)  # type: ignore[type-abstract]


def _split(learnt: Dataset, seed: int) -> Split:
    """The last likes of each listener held out; equal times, as play counts without dates have, fall at random.

    Left in the order of the columns they would hold out the newest entries of the catalogue.
    """
    times = learnt.times
    order = np.lexsort((np.random.default_rng(seed).random(len(times)), times))
    rank = np.empty(len(times), np.int64)
    rank[order] = np.arange(len(times))
    return hold_out_last(learnt.data.histories.liked, rank, _HELD_OUT)


def _factors(fitted: Mapping[str, Fitted]) -> NDArray[np.float32] | None:
    """(n_items, d) float32: how items are listened to, by the prior and those here, else by those here alone."""
    if isinstance(elsewhere := fitted.get("prior_factors"), FittedPriorFactors):
        return elsewhere.item_vectors
    own = fitted.get("ials")
    return None if own is None else np.asarray(own.arrays()["vectors"], np.float32)


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
