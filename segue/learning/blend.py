"""Several models as one: z-score each over all items, add with weights chosen on held-out listening."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.discovery import discover
from segue.learning.ascent import Examples, ascend, joined
from segue.learning.evaluate import LISTENERS_AT_ONCE, top_k_rows
from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.retrieval.asked import Asked
from segue.learning.rows import Rows, pick, rows
from segue.learning.splits import Split
from segue.learning.standard import add_standardised, nothing_seen, standardise

DEFAULTS = {"ials": 3.5, "item_ease": 3.6, "listener_ease": 2.0, "listener_neighbours": 0.8, "content": 1.5}
OTHERWISE = 0.5
BELIEF = 50  # chosen weights count as much as the defaults at this many held-out listeners
CANDIDATES, MOST_LISTENERS = 150, 10_000


class Scored(NamedTuple):
    """One listener's answer: z (n_components, n_items) float32, total (n_items,) float32 = weights @ z."""

    z: NDArray[np.float32]
    total: NDArray[np.float32]


class FittedBlend(Fitted):
    """components: fitted models by name; weights: (n_components,) float32 in the same order."""

    def __init__(self, components: Mapping[str, Fitted], weights: NDArray[np.floating]) -> None:
        self.components, self.weights = dict(components), weights.astype(np.float32)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.components)

    def score_one(self, histories: Histories) -> Scored:
        """Of the first listener only, over all items as they are: what may be heard again competes too."""
        z = np.empty((len(self.components), histories.liked.shape[1]), np.float32)
        nothing = nothing_seen(1)
        for c, fitted in enumerate(self.components.values()):
            standardise(fitted.score(histories)[:1], nothing, z[c : c + 1])
        return Scored(z, self.weights @ z)

    def ask_each(self, histories: Histories) -> list[Asked]:
        """What each component says to the first listener, in the order of the weights."""
        return [fitted.ask(histories) for fitted in self.components.values()]

    def score(self, histories: Histories) -> NDArray[np.float32]:
        """Z-scores with the history's own items at 0, so that they do not set the scale for new ones."""
        return self._totals(histories, rows(histories.liked))

    def score_all(self, histories: Histories) -> NDArray[np.float32]:
        """(n, n_items) float32: the totals of `score_one`, of every listener."""
        return self._totals(histories, nothing_seen(histories.liked.shape[0]))

    def _totals(self, histories: Histories, seen: Rows) -> NDArray[np.float32]:
        out = np.zeros(histories.liked.shape, np.float32)
        for fitted, weight in zip(self.components.values(), self.weights, strict=True):
            if weight:
                add_standardised(fitted.score(histories), seen, float(weight), out)
        return out

    def arrays(self) -> Arrays:
        named: dict[str, NDArray[np.generic]] = {"names": np.array(self.names), "weights": self.weights}
        for name, fitted in self.components.items():
            named |= {f"{name}.{key}": part for key, part in fitted.arrays().items()}
        return named

    @classmethod
    def from_arrays(cls, arrays: Arrays, models: Mapping[str, Model] | None = None) -> Self:
        """`models`: what the names stand for; by default the modules of `segue.learning.models`."""
        known = discover("segue.learning.models", Model) if models is None else models  # type: ignore[type-abstract]
        components = {}
        for name in map(str, arrays["names"]):
            if name not in known:
                raise ValueError(f"there is no model {name!r}: it was saved by another version")
            start = f"{name}."
            own = {key.removeprefix(start): arrays[key] for key in arrays if key.startswith(start)}
            components[name] = known[name].fitted.from_arrays(own)
        return cls(components, np.asarray(arrays["weights"], np.float32))


def fit_components(
    models: Mapping[str, Model],
    data: Interactions,
    seed: int,
    progress: Callable[[str], None] = lambda name: None,
) -> dict[str, Fitted]:
    """Every model fitted on the same data; `progress` hears each name before its fit."""
    fitted = {}
    for name, model in models.items():
        progress(name)
        fitted[name] = model.fit(data, seed)
    return fitted


def default_weights(names: Sequence[str]) -> NDArray[np.float64]:
    """(n,) float64 summing to 1: what to use while there are too few listeners to choose."""
    weights = np.array([DEFAULTS.get(name, OTHERWISE) for name in names], np.float64)
    scaled: NDArray[np.float64] = weights / weights.sum()
    return scaled


def choose_weights(
    models: Mapping[str, Model],
    data: Interactions,
    splits: Sequence[Split],
    seed: int,
    progress: Callable[[str], None] = lambda name: None,
) -> NDArray[np.float64]:
    """(n_models,) float64 summing to 1, from fits on each split's training part.

    With n held-out listeners the chosen weights count n : 50 against the defaults, so one listener gets the
    defaults nearly as they are and ten thousand hardly feel them.
    """
    if not splits:
        return default_weights(list(models))
    examples = held_out_examples(models, data, splits, seed, progress)
    progress("weights")
    return weights_from(examples, list(models), seed)


def held_out_examples(
    models: Mapping[str, Model],
    data: Interactions,
    splits: Sequence[Split],
    seed: int,
    progress: Callable[[str], None] = lambda name: None,
) -> Examples:
    """What models fitted on each split's training part say of what it holds out; the splits stacked.

    Friends' rows are used as given: those of a listener hold others' likes only. A model that learns from
    everybody's friends at once must not be chosen this way: what is held out of one stands in his friends' rows.
    """
    examples = []
    for split in splits:
        histories = Histories(split.train, data.histories.skipped, data.histories.friends)
        inner = replace(data, histories=histories)
        fitted = fit_components(models, inner, seed, progress)
        progress("validation")
        examples.append(collect(fitted, inner.histories, split.held_out, seed))
    return joined(examples)


def weights_from(
    examples: Examples, names: Sequence[str], seed: int, otherwise: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """(n,) float64 summing to 1: what the examples choose, the defaults (or `otherwise`) the more the fewer listeners
    there are."""
    defaults, listeners = default_weights(names) if otherwise is None else otherwise, len(examples.wanted)
    if listeners == 0:
        return defaults
    share = listeners / (listeners + BELIEF)
    return share * ascend(examples, seed) + (1 - share) * defaults


def collect(
    fitted: Mapping[str, Fitted],
    histories: Histories,
    held_out: csr_array,
    seed: int,
    progress: Callable[[float], None] = lambda share: None,
) -> Examples:
    """Examples of up to 10,000 listeners: the union of each component's best 150 unheard items.

    Their z-scores are those of what is unheard (docs/decisions/0019-scale-of-weights.md).
    """
    listeners = np.flatnonzero(np.diff(held_out.indptr))
    if len(listeners) > MOST_LISTENERS:
        chosen = np.random.default_rng(seed).choice(listeners, MOST_LISTENERS, replace=False)
        listeners = np.sort(chosen)
    sizes, z, relevant = [0], [np.empty((0, len(fitted)), np.float32)], [np.empty(0, np.bool_)]
    for start in range(0, len(listeners), LISTENERS_AT_ONCE):
        progress(start / len(listeners))
        some = listeners[start : start + LISTENERS_AT_ONCE]
        asked = pick(histories, some)
        seen, columns, tops = rows(asked.liked), [], []
        for one in fitted.values():
            scores = one.score(asked)
            standardise(scores, seen, scores)
            columns.append(scores)
            tops.append(top_k_rows(scores, seen, CANDIDATES))
        for u, listener in enumerate(some):
            candidates = np.unique(np.concatenate([top[u] for top in tops]))
            candidates = candidates[candidates >= 0]
            a, b = held_out.indptr[listener], held_out.indptr[listener + 1]
            z.append(np.stack([scores[u, candidates] for scores in columns], axis=1))
            relevant.append(np.isin(candidates, held_out.indices[a:b]))
            sizes.append(len(candidates))
    wanted = np.diff(held_out.indptr)[listeners].astype(np.int64)
    return Examples(np.cumsum(sizes, dtype=np.int64), np.concatenate(z), np.concatenate(relevant), wanted)
