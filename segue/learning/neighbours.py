"""Scores by way of the listeners who share something with a history.

    score(j) = d_j^-r sum_v sign(s_v) |s_v|^sharpness R_vj,   s_v = d_v^-q sum_{i in history and v} d_i^-p

With sharpness 1 this is co-occurrence among items, R' diag(d^-q) R between powers of item degree, without
ever building that matrix: item-based neighbours, the linear graph filter and RP3beta are settings of it. A
listener's own row adds only to items already in the history, so it needs no exclusion: ranked are the others.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.retrieval.touched import Touched
from segue.learning.rows import columns_of, degrees, named, rows, signed, unnamed
from segue.learning.threads import over_rows

NEAREST = 300  # listeners asked for one answer at scale


@njit(cache=True, nogil=True)
def _add_neighbours(start, stop, asked, by_item, by_listener, sharpness, weights, out):  # type: ignore[no-untyped-def]
    """weights: of items coming in, (n_items,); of listeners, (n_listeners,); of items going out; float32."""
    w_in, w_listener, w_out = weights
    shared = np.zeros(len(w_listener), np.float32)
    met, known = np.empty(len(w_listener), np.int32), np.zeros(len(w_listener), np.bool_)
    for u in range(start, stop):
        n_met = 0
        for e in range(asked.starts[u], asked.starts[u + 1]):
            item = asked.columns[e]
            weight = asked.values[e] * w_in[item]
            for f in range(by_item.starts[item], by_item.starts[item + 1]):
                v = by_item.columns[f]
                if not known[v]:
                    known[v], met[n_met] = True, v
                    n_met += 1
                shared[v] += weight * by_item.values[f]
        for m in range(n_met):
            v = met[m]
            weight = shared[v] * w_listener[v]
            if sharpness != 1:
                weight = abs(weight) ** sharpness if weight >= 0 else -(abs(weight) ** sharpness)
            for f in range(by_listener.starts[v], by_listener.starts[v + 1]):
                out[u, by_listener.columns[f]] += weight * by_listener.values[f]
            shared[v], known[v] = 0, False
        for j in range(out.shape[1]):
            out[u, j] *= w_out[j]


class FittedNeighbours(Fitted):
    """liked: (n_listeners, n_items) float32 CSR; how: (5,) float64, the five settings of `Neighbours`."""

    def __init__(self, liked: csr_array, how: NDArray[np.float64]) -> None:
        self.liked, self.how = liked, how
        self._by_item, self._by_listener = columns_of(liked), rows(liked)
        p, q, r, sharpness = (np.float32(power) for power in how[:4])
        d_item, d_listener = degrees(self._by_item), degrees(self._by_listener)
        self._weights = (d_item**-p, d_listener**-q, d_item**-r)
        self._sharpness = sharpness

    def ask(self, histories: Histories) -> Touched:
        """From the listeners who share most with the history; in a large population the others hardly count."""
        w_in, w_listener, w_out = self._weights
        asked = signed(histories, float(self.how[4]))
        shared = Touched(asked.columns, asked.values * w_in[asked.columns], self._by_item, len(w_listener), w_listener)
        near = shared.strongest(NEAREST)
        weights = shared.at(near)
        if self._sharpness != 1:
            weights = np.sign(weights) * np.abs(weights) ** self._sharpness
        return Touched(near, weights, self._by_listener, len(w_out), w_out)

    def score(self, histories: Histories) -> NDArray[np.float32]:
        asked = signed(histories, float(self.how[4]))
        out = np.zeros(histories.liked.shape, np.float32)
        by_item, by_listener = self._by_item, self._by_listener
        over_rows(_add_neighbours, len(out), asked, by_item, by_listener, self._sharpness, self._weights, out)
        return out

    def arrays(self) -> Arrays:
        return {**named("liked", self.liked), "how": self.how}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        return cls(unnamed("liked", arrays), np.asarray(arrays["how"], np.float64))


@dataclass(frozen=True, slots=True)
class Neighbours(Model):
    """item_power p, listener_power q, popularity_power r, sharpness as above; skips count -skip_weight."""

    fitted: ClassVar[type[Fitted]] = FittedNeighbours
    personal: ClassVar[bool] = True

    item_power: float
    listener_power: float
    popularity_power: float
    sharpness: float = 1.0
    skip_weight: float = 0.15

    def fit(self, data: Interactions, seed: int) -> FittedNeighbours:
        powers = [self.item_power, self.listener_power, self.popularity_power, self.sharpness]
        return FittedNeighbours(data.histories.liked, np.array([*powers, self.skip_weight], np.float64))
