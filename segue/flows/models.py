"""Models: the one in service, as an answer needs it. Follows the registry; swaps without a stop."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.catalog.names import artist_id
from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.flows.shown_arrays import with_extras
from segue.learning.blend import FittedBlend, default_weights, fit_components
from segue.learning.fade import faded
from segue.learning.model import Histories, Interactions, Model
from segue.learning.models.content import CONTENT
from segue.learning.models.popularity import POPULARITY
from segue.learning.models.prior_factors import PRIOR_FACTORS, FittedPriorFactors
from segue.learning.models.prior_neighbours import PRIOR_NEIGHBOURS
from segue.learning.models.sound import SOUNDS_LIKE
from segue.learning.models.text import TEXT
from segue.learning.retrieval.table import Table
from segue.learning.rows import nothing
from segue.learning.sound import sounding
from segue.learning.space import item_space
from segue.learning.tags import tag_matrix
from segue.learning.text.tracks import described
from segue.ports import ModelRegistry, Unavailable
from segue.prior.place import place
from segue.prior.prior import Prior
from segue.prior.shelf import Shelf
from segue.profiles.features.skip_habit import EVERYBODY
from segue.recommend import formats
from segue.recommend.fame import levels
from segue.recommend.groups import Groups
from segue.recommend.lineage import Lineage
from segue.recommend.owned import Owned
from segue.recommend.parts import Parts
from segue.recommend.serving import ServingModel
from segue.recommend.traits import Traits
from segue.recommend.works import Works

_BLEND = "blend."  # before the names of the blend's arrays, beside those of the items and their space
COLD = "cold"  # answers before the first refresh: the catalogue only, nothing learnt
_log = logging.getLogger(__name__)


class Models:
    """`current` is asked before every answer; a new model is loaded beside the old one, then put in place."""

    def __init__(
        self,
        registry: ModelRegistry,
        catalog: Catalog,
        shelf: Shelf | None = None,
        held: Callable[[], frozenset[TrackId]] | None = None,
    ) -> None:
        """held: tracks that somebody here has, the same object until they change; None: nobody has any."""
        self._held = held
        self._shelf = shelf
        self._registry = registry
        self._catalog = catalog
        self._serving: ServingModel | None = None
        self._cold_size = -1
        self._refused: str | None = None
        self._loading = threading.Lock()

    def current(self) -> ServingModel:
        wanted = self._registry.current()
        serving = self._serving
        if wanted is None:
            if serving is None or self._cold_size != len(self._catalog):
                with self._loading:
                    self._cold_size = len(self._catalog)
                    serving = self._serving = self._owning(cold(self._catalog, self._prior()))
            return serving
        if serving is not None and wanted in (serving.id, self._refused):
            return serving
        if serving is None:
            with self._loading:
                if self._serving is None:
                    found = self._load(wanted) or self._earlier()
                    self._serving = found or self._owning(cold(self._catalog, self._prior()))
                return self._serving
        if self._loading.acquire(blocking=False):
            threading.Thread(target=self._swap, args=(wanted,), name="model-swap", daemon=True).start()
        return serving

    def anything(self) -> bool:
        """Whether there is a track to give."""
        return len(self.current()) > 0

    def _owning(self, model: ServingModel) -> ServingModel:
        held = self._held
        return model if held is None else replace(model, owned=Owned(model.row_of, len(model), held))

    def _earlier(self) -> ServingModel | None:
        """The model in service before the one that cannot be read, when there is one that can."""
        refused, before = self._refused, self._registry.before()
        found = self._load(before) if before else None
        self._refused = refused
        return found

    def _prior(self) -> Prior | None:
        return self._shelf.current() if self._shelf else None

    def _swap(self, wanted: str) -> None:
        try:
            self._serving = self._load(wanted) or self._serving
        finally:
            self._loading.release()

    def _load(self, wanted: str) -> ServingModel | None:
        """None, and the model before it serves on, when it cannot be read."""
        try:
            manifest, arrays = self._registry.load(wanted)
            return self._owning(serving_model(manifest, arrays, self._catalog))
        except (Unavailable, KeyError, ValueError) as error:
            self._refused = wanted
            why = f"it has no part {error}" if isinstance(error, KeyError) else error
            _log.error("model %s is not taken into service: %s", wanted, why)
            return None


def serving_model(manifest: Mapping[str, Any], arrays: Mapping[str, Any], catalog: Catalog) -> ServingModel:
    """Raises KeyError or ValueError when parts are missing or do not fit together."""
    named = [TrackId(str(i)) for i in arrays["items"].tolist()]
    tracks = [catalog.get(i) or Track(id=i, title="Unknown", artist="Unknown") for i in named]
    ids = [t.id if t.id == i else i for t, i in zip(tracks, named, strict=True)]  # the catalogue's own, not a copy
    _finite("space", arrays["space"])
    space = Table.from_arrays("space", arrays["space"], arrays)
    if len(space) != len(ids):
        raise ValueError(f"{len(ids)} items, but {len(space)} rows in the item space")
    blend = saved_blend(arrays)
    listeners, everybody = int(manifest["listeners"]), float(manifest["everybody_skips"])
    model = _serving(str(manifest["id"]), tracks, ids, space, blend, listeners, everybody, catalog)
    return with_extras(model, arrays)


def blend_arrays(blend: FittedBlend) -> dict[str, Any]:
    """The blend's arrays by the names they have in a saved model."""
    return {_BLEND + name: array for name, array in blend.arrays().items()}


def saved_blend(arrays: Mapping[str, Any]) -> FittedBlend:
    """The blend of a saved model; the inverse of `blend_arrays`.

    Raises:
        KeyError, ValueError: parts are missing, do not fit together, or are no numbers.
    """
    own = {k.removeprefix(_BLEND): v for k, v in arrays.items() if k.startswith(_BLEND)}
    for name, array in own.items():
        _finite(name, array)
    return FittedBlend.from_arrays(own)


def _finite(name: str, array: NDArray[Any]) -> None:
    """By the sum, which one NaN is enough for: a large array is read once and not copied."""
    if array.dtype.kind == "f" and not np.isfinite(array.sum(dtype=np.float64)):
        raise ValueError(f"{name} holds values that are no numbers")


def cold(catalog: Catalog, prior: Prior | None = None) -> ServingModel:
    """A model that has learnt nothing: tags of the catalogue, and what a prior says, which is all on popularity."""
    tracks = list(catalog)
    content = tag_matrix([t.tags for t in tracks])
    none = nothing((1, len(tracks)))
    laid = place(prior, tracks, content) if prior is not None and tracks else None
    chosen: dict[str, Model] = {"content": CONTENT, "text": TEXT, "popularity": POPULARITY}
    if (heard := sounding(tracks)) is not None:
        chosen["sound"] = SOUNDS_LIKE
    if laid is not None:
        chosen |= {"prior_factors": PRIOR_FACTORS, "prior_neighbours": PRIOR_NEIGHBOURS}
    data = Interactions(Histories(none, none), content, laid.prior if laid else None, described(tracks), heard)
    fitted = fit_components(chosen, data, 0) if tracks else {}
    weights = faded(list(fitted), 0, laid.known) if laid else default_weights(list(fitted))
    blend = FittedBlend(fitted, weights)
    elsewhere = fitted.get("prior_factors")
    space = item_space(elsewhere.item_vectors if isinstance(elsewhere, FittedPriorFactors) else None, content, 0)
    return _serving(COLD, tracks, [t.id for t in tracks], Table(space), blend, 0, EVERYBODY, catalog)


def _serving(
    model_id: str,
    tracks: list[Track],
    ids: list[TrackId],
    space: Table,
    blend: FittedBlend,
    listeners: int,
    everybody: float,
    catalog: Catalog,
) -> ServingModel:
    row_of = {track: row for row, track in enumerate(ids)}
    for old, new in catalog.signposts().items():
        if new in row_of:
            row_of[old] = row_of[new]
    codes: dict[str, int] = {}
    artists = np.array([codes.setdefault(artist_id(t.artist), len(codes)) for t in tracks], np.int32)
    fame = _fame(blend, len(tracks))
    kinds, lineage = formats.codes(tracks), Lineage.of(tracks, artists)
    by_format = Groups.of(kinds, {name: i for i, name in enumerate(formats.FORMATS)}, fame)
    return ServingModel(
        model_id, tracks, row_of, artists, list(codes), space.vectors, space, blend, listeners, everybody,
        fame, Groups.of(artists, codes, fame), kinds, by_format, Parts.of(tracks, kinds, lineage), lineage,
        levels(np.expm1(fame)), Works(tracks, artists), Traits(tracks),
        np.array([min(max(t.year or 0, 0), 9999) for t in tracks], np.int16),
    )  # fmt: skip


def _fame(blend: FittedBlend, n_items: int) -> NDArray[np.float32]:
    """(n,) float32, what the model of popularity says, from 0 up."""
    component = blend.components.get("popularity")
    if component is None or not n_items:
        return np.zeros(n_items, np.float32)
    none = nothing((1, n_items))
    scores = component.score(Histories(none, none))[0]
    return np.asarray(scores - scores.min(), np.float32)
