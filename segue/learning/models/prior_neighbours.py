"""What is heard beside what was liked, elsewhere and here: the prior's counts with the own ones added to them.

    score(j) = n_j^-r sum_{i in history} n_i^-p c_ij,   n, c = prior + own

Counts add, so the prior fades as own listeners come. A prior of more than `trusted` listeners is scaled down to
that many: else a million listeners elsewhere would never be overruled by those of this house. Without a prior
this is RP3beta (B. Paudel et al., ACM TiiS 2017) over the own rows.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import LISTENER_POWER, Arrays, Fitted, Histories, Interactions, Model
from segue.learning.pooled import pooled, unknown
from segue.learning.rows import Rows, named, plain, rows, signed, unnamed
from segue.learning.threads import over_rows
from segue.learning.together import together

_KEPT = 200  # own neighbours of a row


@njit(cache=True, nogil=True)
def _walk_rows(start, stop, asked, near, w_in, w_out, row_of, out):  # type: ignore[no-untyped-def]
    """From the rows of the history to their neighbours, and from those to the items that stand for them."""
    reached = np.empty(len(w_in), np.float32)
    for u in range(start, stop):
        reached[:] = 0
        for e in range(asked.starts[u], asked.starts[u + 1]):
            i = asked.columns[e]
            weight = asked.values[e] * w_in[i]
            for f in range(near.starts[i], near.starts[i + 1]):
                reached[near.columns[f]] += weight * near.values[f]
        for item in range(out.shape[1]):
            row = row_of[item]
            out[u, item] = reached[row] * w_out[row]


class FittedPriorNeighbours(Fitted):
    """counts: (m, m) float32 CSR; heard: (m,) float32 listeners; row_of: (n_items,) int32; how: (p, r, skips)."""

    def __init__(
        self, counts: csr_array, heard: NDArray[np.float32], row_of: NDArray[np.int32], how: NDArray[np.float64]
    ) -> None:
        self.counts, self.heard, self.how = counts, heard, how
        self.row_of = plain(row_of, np.int32)
        self._near: Rows = rows(counts)
        size = np.maximum(heard, 1)
        self._in, self._out = (plain(size ** -np.float32(power), np.float32) for power in how[:2])

    def score(self, histories: Histories) -> NDArray[np.float32]:
        asked = signed(pooled(histories, self.row_of, len(self.heard)), float(self.how[2]))
        out = np.empty(histories.liked.shape, np.float32)
        over_rows(_walk_rows, len(out), asked, self._near, self._in, self._out, self.row_of, out)
        return out

    def arrays(self) -> Arrays:
        return {**named("counts", self.counts), "heard": self.heard, "row_of": self.row_of, "how": self.how}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        heard, row_of = np.asarray(arrays["heard"], np.float32), plain(arrays["row_of"], np.int32)
        return cls(unnamed("counts", arrays), heard, row_of, np.asarray(arrays["how"], np.float64))


@dataclass(frozen=True, slots=True)
class PriorNeighbours(Model):
    """item_power p, popularity_power r; trusted: most listeners a prior counts for."""

    fitted: ClassVar[type[Fitted]] = FittedPriorNeighbours
    personal: ClassVar[bool] = True

    item_power: float = 0.57
    popularity_power: float = 0.3
    trusted: float = 2_000.0
    skip_weight: float = 0.15

    def fit(self, data: Interactions, seed: int) -> FittedPriorNeighbours:
        liked = data.histories.liked
        prior = data.prior or unknown(liked.shape[1])
        m = len(prior.listeners)
        own = pooled(data.histories, prior.row_of, m).liked
        share = np.float32(min(1.0, self.trusted / max(prior.population, 1)))
        mine = together(own, LISTENER_POWER, self.popularity_power, _KEPT)
        counts = csr_array(prior.together * share + mine).astype(np.float32)
        counts.sort_indices()
        heard = share * prior.listeners + np.bincount(own.indices, minlength=m)
        how = np.array([self.item_power, self.popularity_power, self.skip_weight], np.float64)
        return FittedPriorNeighbours(counts, heard.astype(np.float32), prior.row_of, how)


PRIOR_NEIGHBOURS = PriorNeighbours()
