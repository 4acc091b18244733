"""Refresh: log -> profiles -> dataset -> fit -> blend -> compare with the model in service -> promote if better."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.discovery import discover
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId
from segue.flows.dataset import Dataset, dataset
from segue.flows.follow import Follower
from segue.flows.gone import gone, people_of, population
from segue.flows.judge import Progress, judge, telling
from segue.flows.logged import logged
from segue.flows.models import blend_arrays
from segue.flows.places import places
from segue.flows.promotion import decide, in_service
from segue.flows.shown_arrays import extra_arrays
from segue.learning.blend import FittedBlend, fit_components
from segue.learning.fade import PRIOR_MODELS
from segue.learning.model import Fitted, Model
from segue.learning.models.prior_factors import FittedPriorFactors
from segue.learning.ranking import Learnt, learn
from segue.learning.retrieval.table import Table
from segue.learning.space import item_space
from segue.ports import EventLog, Lake, ModelRegistry, Unavailable
from segue.prior.shelf import Shelf
from segue.recommend.columns import LAYOUT, SKIPS, TOTAL

COMPONENTS = ("ials", "item_ease", "listener_neighbours", "content", "text", "popularity")
ORDERED = ("next_item",)  # where there are enough plays to learn an order from
MEASURED = ("sound",)  # where how tracks sound is known of any
_LEAST = 0.005  # share of all weight below which a component is left out


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh found. Metrics are NDCG@20: ours on what listeners finished last, in_service on what the model in
    service did not know (`why` says the two on the same); None = too little to measure."""

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
        weights, ours, held = judge(models, learnt, seed, progress)
        progress("judging the model in service", 0.65)
        beside = in_service(self._registry, learnt, held) if held else None
        progress("learning from earlier answers", 0.7)
        ranked = self._rank(seed)
        promoted, why = decide(self._registry, learnt, ours, beside)
        left, because = gone(self._registry, learnt)
        if because:
            promoted, why = True, because
        if not promoted and ranked.ranking is not None and beside and beside.as_good:
            promoted, why = True, f"as good, and its ranker is {ranked.why}"
        model_id = f"{now:%Y%m%dT%H%M%S}-{learnt.offset}-{seed}"
        if promoted:
            models, weights = _worth_it(models, weights)
            fitted = fit_components(models, learnt.data, seed, telling(progress, "fitting", models, 0.75, 0.2))
            progress("saving the model", 0.95)
            manifest = {
                "id": model_id,
                "offset": learnt.offset,
                "seed": seed,
                "ndcg@20": ours,
                "until": round(now.timestamp() * 1000),
                "likes": learnt.data.histories.liked.nnz,
                "skips": learnt.data.histories.skipped.nnz,
                "prior": population(learnt),
                "everybody_skips": learnt.everybody_skips,
                "listeners": learnt.listeners,
                "items": len(learnt.items),
            }
            arrays = {**model_arrays(learnt, fitted, weights, seed), "people": people_of(learnt.people)}
            arrays |= extra_arrays(ranked.ranking, self._places(learnt, arrays["space"]))
            self._registry.save(model_id, manifest, arrays)
            self._registry.promote(model_id, alone=left > 0)
        progress("done", 1.0)
        likes, served = learnt.data.histories.liked.nnz, float(beside.theirs.mean()) if beside else None
        chosen = {name: round(float(w), 4) for name, w in zip(models, weights, strict=True)}
        return Refreshed(
            model_id, promoted, why, learnt.listeners, len(learnt.items), likes, ours, served, chosen, ranked.why
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
            zones = {one.id: one.zone for one in self._accounts.all()}
            return places(self._lake, row_of, space, self._may_train, lambda who: zones.get(who, UTC))
        except Unavailable:
            return {}

    def _may_train(self, listener: ListenerId) -> bool:
        return self._accounts.consent(listener).permits(Purpose.TRAIN)


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


def _factors(fitted: Mapping[str, Fitted]) -> NDArray[np.float32] | None:
    """(n_items, d) float32: how items are listened to, by the prior and those here, else by those here alone."""
    if isinstance(elsewhere := fitted.get("prior_factors"), FittedPriorFactors):
        return elsewhere.item_vectors
    own = fitted.get("ials")
    return None if own is None else np.asarray(own.arrays()["vectors"], np.float32)
