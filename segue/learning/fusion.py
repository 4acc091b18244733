"""Fusion: weights of several scorers from what was chosen next, one choice a listener.

Conditional logit: P(next = j) proportional to exp(w . z_j) over all items not heard before, z the scores of each
model standardised over them; w maximises the mean log-likelihood less `ridge` |w|^2 / 2 and may be negative.
D. McFadden, "Conditional logit analysis of qualitative choice behavior", in Frontiers in Econometrics, 1974.

Of a large catalogue only the likely items of each model are looked at, and a sample of the others that stands for
the rest of them in the sum.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from segue.learning.evaluate import top_k_rows
from segue.learning.model import Fitted, Histories
from segue.learning.rows import pick, rows
from segue.learning.standard import standardise

LIKELY, SAMPLED = 100, 400  # items of each model, and of the others, that one listener's choice is among
MOST_LISTENERS = 5_000
_CELLS = 16_000_000  # scores held at once


class Choices(NamedTuple):
    """Of m listeners who each chose one item.

    starts: (m + 1,) int64; z: (n, n_models) float32 of the items at hand; stands_for: (n,) float32, log of how many
    items each counts as; chosen: (m,) int64 row in z
    """

    starts: NDArray[np.int64]
    z: NDArray[np.float32]
    stands_for: NDArray[np.float32]
    chosen: NDArray[np.int64]


def in_parts(listeners: NDArray[np.int64], n_models: int, n_items: int) -> Iterator[NDArray[np.int64]]:
    """So few listeners at a time that their scores fit into 64 MB, but at least one."""
    at_once = max(1, min(64, _CELLS // max(1, n_models * n_items)))
    for first in range(0, len(listeners), at_once):
        yield listeners[first : first + at_once]


def standard_scores(models: Sequence[Fitted], asked: Histories) -> NDArray[np.float32]:
    """(n_models, n, n_items) float32: z-scores over all items, those already liked at zero before."""
    seen, out = rows(asked.liked), np.empty((len(models), *asked.liked.shape), np.float32)
    for fitted, z in zip(models, out, strict=True):
        standardise(fitted.score(asked), seen, z)
    return out


def choices(
    models: Sequence[Fitted],
    histories: Histories,
    wanted: NDArray[np.int32],
    seed: int,
    progress: Callable[[float], None] = lambda share: None,
) -> Choices:
    """wanted: (n,) int32, the item each listener chose next, -1 = unknown; one already liked is no choice here."""
    rng = np.random.default_rng(seed)
    listeners = np.flatnonzero(wanted >= 0)
    if len(listeners) > MOST_LISTENERS:
        listeners = np.sort(rng.choice(listeners, MOST_LISTENERS, replace=False))
    starts, chosen, parts = [0], [], [(np.empty((0, len(models)), np.float32), np.empty(0, np.float32))]
    done = 0
    for some in in_parts(listeners, len(models), histories.liked.shape[1]):
        asked = pick(histories, some)
        seen = rows(asked.liked)
        z = standard_scores(models, asked)
        tops = [top_k_rows(one.copy(), seen, LIKELY) for one in z]
        for u, listener in enumerate(some):
            own = seen.columns[seen.starts[u] : seen.starts[u + 1]]
            if wanted[listener] in own:
                continue
            at, weight = _at_hand([top[u] for top in tops], own, int(wanted[listener]), z.shape[2], rng)
            chosen.append(starts[-1] + int(np.flatnonzero(at == wanted[listener])[0]))
            starts.append(starts[-1] + len(at))
            parts.append((z[:, u, at].T, weight))
        done += len(some)
        progress(done / len(listeners))
    return Choices(
        np.array(starts, np.int64),
        np.concatenate([z for z, _ in parts]),
        np.concatenate([weight for _, weight in parts]),
        np.array(chosen, np.int64),
    )


def _at_hand(
    tops: Sequence[NDArray[np.int32]], own: NDArray[np.int32], wanted: int, n_items: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Columns (n,) int64 and the log of how many items each stands for (n,) float32."""
    likely = np.union1d(np.concatenate(tops), [wanted]).astype(np.int64)
    likely = likely[likely >= 0]
    open_ = np.ones(n_items, np.bool_)
    open_[own], open_[likely] = False, False
    others = np.flatnonzero(open_)
    sample = rng.choice(others, SAMPLED, replace=False) if len(others) > SAMPLED else others
    each = np.log(len(others) / len(sample)) if len(sample) else 0.0
    weight = np.concatenate([np.zeros(len(likely)), np.full(len(sample), each)])
    return np.concatenate([likely, sample]), weight.astype(np.float32)


def fuse(made: Choices, ridge: float = 1e-3) -> NDArray[np.float64]:
    """(n_models,) float64; equal weights where nobody chose anything."""
    n_models, m = made.z.shape[1], len(made.chosen)
    if m == 0:
        return np.ones(n_models)
    sizes, begins = np.diff(made.starts), made.starts[:-1]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        utility = made.z @ weights + made.stands_for
        utility -= np.repeat(np.maximum.reduceat(utility, begins), sizes)
        gain = np.exp(utility)
        total = np.add.reduceat(gain, begins)
        share = gain / np.repeat(total, sizes)
        fit = float(np.mean(utility[made.chosen] - np.log(total)))
        slope = (made.z[made.chosen].sum(axis=0) - share @ made.z) / m
        return -fit + ridge * float(weights @ weights) / 2, -slope + ridge * weights

    found = minimize(loss, np.full(n_models, 1 / n_models), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, np.float64)
