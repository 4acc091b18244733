"""Dataset: what the listeners who allow it have done, as the matrices that models are fitted on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId, Offset, TrackId
from segue.flows.follow import Follower
from segue.flows.sequences import sequences
from segue.learning.model import Histories, Interactions, Sequences
from segue.learning.sound import sounding
from segue.learning.tags import tag_matrix
from segue.learning.text.tracks import described
from segue.ports import Lake, Unavailable
from segue.prior.place import place
from segue.prior.prior import Prior
from segue.profiles.features import ratings, skip_habit, taste
from segue.recommend.history import record, weigh

_TOLD = 1_000  # listeners between two words of progress
_TRUST = 50.0  # outcomes after which the population's own skip rate weighs as much as the default


@dataclass(frozen=True, slots=True)
class Dataset:
    """items: track of each column; known: share of the items whose artist the prior knows, 0 without one.

    times, begun: (nnz of liked,) int64 Unix ms of the last finish and of the first; 0 = unknown, the
    first also where it is long forgotten.
    """

    items: list[TrackId]
    data: Interactions
    times: NDArray[np.int64]
    everybody_skips: float
    listeners: int
    offset: Offset
    known: float = 0.0
    people: Sequence[ListenerId] = ()  # of each row
    begun: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


def dataset(
    accounts: Accounts,
    catalog: Catalog,
    follower: Follower,
    offset: Offset,
    now: datetime,
    prior: Prior | None = None,
    lake: Lake | None = None,
    plays: int = 0,
    progress: Callable[[float], None] = lambda share: None,
) -> Dataset:
    """Read the profiles of everybody who allows training; skips weigh as they do in an answer.

    lake, plays: where the order of the latest so many plays is read, too; progress hears the share of listeners read
    """
    tracks = list(catalog)
    row_of = {t.id: i for i, t in enumerate(tracks)}
    for old, new in catalog.signposts().items():
        row_of[old] = row_of[new]
    liked, left, people = _Builder(), _Builder(), []
    times, begun = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    skips = outcomes = 0.0
    everyone, allowed = accounts.all(), accounts.allowing(Purpose.TRAIN)
    for n, listener in enumerate(everyone):
        if n % _TOLD == 0:
            progress(n / len(everyone))
        if listener.id not in allowed:
            continue
        if accounts.links.person(listener.id) != listener.id:  # their listening is in somebody else's profile
            continue
        with follower.glance(listener.id, ("taste", "ratings", "skip_habit")) as states:
            habit = skip_habit.rate(states["skip_habit"], now, skip_habit.EVERYBODY)
            tallies = taste.read(states["taste"], now)
            rated = ratings.read(states["ratings"], now)
        seen = record(tallies, rated.liked, row_of)
        skips += habit.usual * habit.outcomes
        outcomes += habit.outcomes
        yes, no = weigh(seen, habit.usual, skips_count=True)
        heard = {row_of[t]: taste.finishes(tally) for t, tally in tallies.items() if t in row_of and tally.finished}
        both = np.array([heard.get(r, (0, 0)) for r in seen.rows[yes > 0].tolist()], np.int64).reshape(-1, 2)
        begun.append(both[:, 0])
        times.append(both[:, 1])
        liked.add(seen.rows[yes > 0], yes[yes > 0])
        left.add(seen.rows[no > 0], no[no > 0])
        people.append(listener.id)
    everybody = (skips + _TRUST * skip_habit.EVERYBODY) / (outcomes + _TRUST)
    histories = Histories(
        liked.matrix(len(tracks)), left.matrix(len(tracks)), sequences=_order(lake, people, row_of, plays)
    )
    content = tag_matrix([t.tags for t in tracks])
    laid = place(prior, tracks, content) if prior is not None and tracks else None
    data = Interactions(histories, content, laid.prior if laid else None, described(tracks), sounding(tracks))
    known = laid.known if laid else 0.0
    return Dataset(
        [t.id for t in tracks], data, np.concatenate(times), everybody, liked.rows, offset, known, people,
        np.concatenate(begun),
    )  # fmt: skip


def _order(
    lake: Lake | None, people: Sequence[ListenerId], row_of: Mapping[TrackId, int], plays: int
) -> Sequences | None:
    if lake is None:
        return None
    try:
        return sequences(lake, people, row_of, plays)
    except Unavailable:
        return None


class _Builder:
    """Rows of a CSR matrix, one listener after the other."""

    def __init__(self) -> None:
        self._indptr = [0]
        self._indices: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._data: list[NDArray[np.float32]] = [np.empty(0, np.float32)]

    @property
    def rows(self) -> int:
        return len(self._indptr) - 1

    def add(self, columns: NDArray[np.int32], values: NDArray[np.float32]) -> None:
        self._indices.append(columns)
        self._data.append(values)
        self._indptr.append(self._indptr[-1] + len(columns))

    def matrix(self, n_items: int) -> csr_array:
        parts = (np.concatenate(self._data), np.concatenate(self._indices), np.array(self._indptr, np.int32))
        return csr_array(parts, shape=(self.rows, n_items))
