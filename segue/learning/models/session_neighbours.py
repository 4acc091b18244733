"""Session neighbours: what else was heard in the sessions most like the end of this history.

similarity(s) = |s|^-q sum over items i in both of r_i idf_i, r fading with the plays since i was heard, idf_i =
log(sessions / sessions with i); score(j) = idf_j^g sum over the `neighbours` most similar s with j of
similarity(s) * exp(-|position of j - position of the shared item heard last| / near).
M. Ludewig, D. Jannach, "Evaluation of Session-based Recommendation Algorithms", UMUAI 2018 (V-SKNN);
D. Garg et al., "Sequence and Time Aware Neighborhood for Session-based Recommendations", SIGIR 2019 (STAN).

A session is a run of plays without a long silence; where no times are known, the whole row. Nothing is fitted
ahead but the sessions themselves, so what was heard a moment ago counts at once.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import DISLIKE, SKIP, Arrays, Fitted, Histories, Interactions, Model
from segue.learning.recency import recent
from segue.learning.rows import columns_of, degrees, named, nothing, rows, unnamed
from segue.learning.threads import over_rows

_SILENCE_MS = 30 * 60_000  # ends a session


class _How(NamedTuple):
    """As in the module's docstring; near 0 = positions do not matter."""

    neighbours: np.int64
    size_power: np.float32
    fame_power: np.float32
    near: np.float32


@njit(cache=True, nogil=True)
def _add_sessions(start, stop, asked, by_item, by_session, weights, how, out):  # type: ignore[no-untyped-def]
    """Values of `by_item` and `by_session` are positions within the session, from 1. weights: of items when
    compared, (n_items,); of sessions, (n_sessions,); of items when ranked; float32."""
    w_in, w_session, w_out = weights
    n = len(w_session)
    shared, latest, at = np.zeros(n, np.float32), np.zeros(n, np.float32), np.zeros(n, np.float32)
    met, known = np.empty(n, np.int32), np.zeros(n, np.bool_)
    for u in range(start, stop):
        n_met = 0
        for e in range(asked.starts[u], asked.starts[u + 1]):
            item, strength = asked.columns[e], asked.values[e]
            for f in range(by_item.starts[item], by_item.starts[item + 1]):
                s = by_item.columns[f]
                if not known[s]:
                    known[s], met[n_met], latest[s] = True, s, 0
                    n_met += 1
                shared[s] += strength * w_in[item]
                if abs(strength) > latest[s]:
                    latest[s], at[s] = abs(strength), by_item.values[f]
        sizes = np.empty(n_met, np.float32)
        for m in range(n_met):
            shared[met[m]] *= w_session[met[m]]
            sizes[m] = abs(shared[met[m]])
        bar = np.float32(0)
        if n_met > how.neighbours:
            bar = np.partition(sizes, n_met - how.neighbours)[n_met - how.neighbours]
        for m in range(n_met):
            s = met[m]
            if sizes[m] >= bar:
                for f in range(by_session.starts[s], by_session.starts[s + 1]):
                    weight = shared[s]
                    if how.near > 0:
                        weight *= np.exp(-abs(by_session.values[f] - at[s]) / how.near)
                    out[u, by_session.columns[f]] += weight
            shared[s], known[s] = 0, False
        for j in range(out.shape[1]):
            out[u, j] *= w_out[j]


class FittedSessionNeighbours(Fitted):
    """sessions: (n_sessions, n_items) float32 CSR of positions from 1; how: (6,) float64, the settings."""

    def __init__(self, sessions: csr_array, how: NDArray[np.float64]) -> None:
        self.sessions, self.how = sessions, how
        self._by_item, self._by_session = columns_of(sessions), rows(sessions)
        neighbours, size_power, fame_power, near, self._recency, self._skip_weight = map(float, how)
        f32 = np.float32
        self._how = _How(np.int64(neighbours), f32(size_power), f32(fame_power), f32(near))
        # + 1: one session alone still counts
        rarity = np.log((1 + sessions.shape[0]) / degrees(self._by_item)).astype(np.float32)
        self._weights = (rarity, degrees(self._by_session) ** -f32(size_power), rarity ** f32(fame_power))

    def score(self, histories: Histories) -> NDArray[np.float32]:
        asked = recent(histories, self._skip_weight, self._recency)
        out = np.zeros(histories.liked.shape, np.float32)
        by_item, by_session, how = self._by_item, self._by_session, self._how
        over_rows(_add_sessions, len(out), asked, by_item, by_session, self._weights, how, out)
        return out

    def arrays(self) -> Arrays:
        return {**named("sessions", self.sessions), "how": self.how}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        return cls(unnamed("sessions", arrays), np.asarray(arrays["how"], np.float64))


@dataclass(frozen=True, slots=True)
class SessionNeighbours(Model):
    """size_power q, fame_power g and near as above; recency and near in plays.

    most_sessions: the last ones of the log are kept, which bounds memory and the time of an answer.
    """

    fitted: ClassVar[type[Fitted]] = FittedSessionNeighbours
    personal: ClassVar[bool] = True

    neighbours: int = 100
    size_power: float = 0.5
    fame_power: float = 0.3
    near: float = 20.0
    recency: float = 10.0
    skip_weight: float = 0.15
    most_sessions: int = 500_000

    def fit(self, data: Interactions, seed: int) -> FittedSessionNeighbours:
        how = [self.neighbours, self.size_power, self.fame_power, self.near, self.recency, self.skip_weight]
        sessions = csr_array(_sessions(data.histories)[-self.most_sessions :])
        return FittedSessionNeighbours(sessions, np.array(how, np.float64))


def _sessions(histories: Histories) -> csr_array:
    """(n_sessions, n_items) float32 CSR: position of each item's last play in its session, from 1, in order of
    the session's end. Skips are no part of a session."""
    liked, told = histories.liked, histories.sequences
    if told is None:
        whole: csr_array = liked.copy()  # the order is not known, so everything is in its first place
        whole.data = np.ones(liked.nnz, np.float32)
        return whole
    listener = np.repeat(np.arange(len(told)), np.diff(told.starts))
    kept = ~np.isin(told.kinds, (SKIP, DISLIKE))
    listener, items, at = listener[kept], told.items[kept], told.at_ms[kept]
    if len(items) == 0:
        return nothing((0, liked.shape[1]))
    silent = (np.diff(at) > _SILENCE_MS) & (at[1:] > 0) & (at[:-1] > 0)
    session = np.concatenate([[0], np.cumsum(silent | (np.diff(listener) > 0))])
    begins = np.flatnonzero(np.diff(session, prepend=-1))
    ends = np.append(begins[1:], len(items)) - 1
    by_end = np.empty(len(begins), np.int64)
    by_end[np.argsort(at[ends], kind="stable")] = np.arange(len(begins))
    position = np.arange(len(items)) - begins[session] + 1
    # of plays of one item in one session the last stays: sorted by cell, then by position
    order = np.lexsort((position, items, session))
    last = np.append(np.diff(session[order]) | np.diff(items[order]), 1) != 0
    chosen = order[last]
    cells = (by_end[session[chosen]], items[chosen])
    sessions = csr_array((position[chosen].astype(np.float32), cells), shape=(len(begins), liked.shape[1]))
    sessions.sort_indices()
    return sessions


SESSION_NEIGHBOURS = SessionNeighbours()
