"""Players: what chooses the next track. Each has one person, and hears what became of its choices."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.domain.event import Event, Offset
from segue.domain.slate import Request
from segue.learning.model import Fitted, Histories, Interactions
from segue.learning.neighbours import Neighbours
from segue.learning.rows import nothing
from segue.playlists.recipe import recipes
from segue.profiles.profile import Profile
from segue.proof.loop.town import Person, Town
from segue.recommend.situation import situation
from segue.settings import Settings
from segue.world import Listener, Reaction, truth

RECIPE = "for_you"
_BATCH = 100  # tracks of a list that is made at night
_ASKED = 10
_REST_S = 24 * 3600.0  # a hit is not played to the same person twice within


class Player(Protocol):
    """Rows are those of the world's catalogue."""

    def choose(self, now: datetime) -> int: ...

    def hear(self, events: Sequence[Event], reaction: Reaction) -> None: ...


Makes = Callable[[Town, Person, Listener], Player]


class Live:
    """Segue: every event is in the profile before the next answer."""

    def __init__(self, town: Town, person: Person, settings: Settings) -> None:
        self._town, self._person, self._settings = town, person, settings
        self.profile: Profile = town.profile(person)

    def choose(self, now: datetime) -> int:
        return int(self.list(now, _ASKED)[0])

    def list(self, now: datetime, n: int) -> NDArray[np.intp]:
        """(<= n,) rows, best first."""
        request = Request(self._person.id, now, n, RECIPE)
        seen = situation(request, self.profile, self._town.model, self._settings)
        ranked, _ = recipes()[RECIPE].pipeline.run(seen)
        found: NDArray[np.intp] = self._town.rows[ranked.track[:n]]
        return found

    def hear(self, events: Sequence[Event], reaction: Reaction) -> None:
        self.profile.update(events, Offset(self.profile.offset + 1), UTC)


class Batch:
    """The same engine, asked once in so many days: what it answers is walked down until the next time."""

    def __init__(self, town: Town, person: Person, settings: Settings, days: int) -> None:
        self._engine, self._days = Live(town, person, settings), days
        self._list: NDArray[np.intp] = np.empty(0, np.intp)
        self._made: int | None = None
        self._at = 0

    def choose(self, now: datetime) -> int:
        period = (now.toordinal() - 1) // self._days  # day 1 of the calendar was a Monday
        if period != self._made:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            self._list, self._made, self._at = self._engine.list(midnight, _BATCH), period, 0
        row = int(self._list[self._at % len(self._list)])
        self._at += 1
        return row

    def hear(self, events: Sequence[Event], reaction: Reaction) -> None:
        self._engine.hear(events, reaction)


class Hits:
    """What most people finished, each not twice within a day."""

    def __init__(self, town: Town) -> None:
        liked = town.learnt.data.histories.liked
        fame = np.bincount(liked.indices, minlength=liked.shape[1])
        self._order = town.rows[np.argsort(-fame, kind="stable")]
        self._played: dict[int, float] = {}

    def choose(self, now: datetime) -> int:
        at = now.timestamp()
        return next(int(row) for row in self._order if at - self._played.get(int(row), 0.0) > _REST_S)

    def hear(self, events: Sequence[Event], reaction: Reaction) -> None:
        self._played[reaction.row] = reaction.at.timestamp()


class Session:
    """Neighbours of what was finished and left in this session, and nothing else; hits where there is none."""

    GAP_S = 1800.0

    def __init__(self, town: Town, neighbours: Fitted) -> None:
        self._neighbours, self._rows = neighbours, town.rows
        self._column = np.empty(len(town.rows), np.int64)
        self._column[town.rows] = np.arange(len(town.rows))
        self._hits = Hits(town)
        self._liked: dict[int, float] = {}
        self._left: dict[int, float] = {}
        self._last = 0.0

    def choose(self, now: datetime) -> int:
        if now.timestamp() - self._last > self.GAP_S:
            self._liked, self._left = {}, {}
        if not self._liked:
            return self._hits.choose(now)
        n = len(self._rows)
        scores = self._neighbours.score(Histories(_row(self._liked, n), _row(self._left, n)))[0]
        scores[[*self._liked, *self._left]] = -np.inf
        return int(self._rows[int(scores.argmax())])

    def hear(self, events: Sequence[Event], reaction: Reaction) -> None:
        self._hits.hear(events, reaction)
        self._last = reaction.at.timestamp() + reaction.wall_ms / 1000
        column = int(self._column[reaction.row])
        (self._liked if reaction.completed else self._left)[column] = 1.0


class Oracle:
    """Knows every chance."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def choose(self, now: datetime) -> int:
        return int(truth(self._listener, None, now).argmax())

    def hear(self, events: Sequence[Event], reaction: Reaction) -> None:
        """It knew."""


def players(town: Town) -> dict[str, Makes]:
    """By name, Segue first."""
    data = town.learnt.data
    neighbours = Neighbours(0.5, 0.5, 0.3, skip_weight=0.5).fit(Interactions(data.histories), 0)
    blind = replace(town.settings, skips_count=False)
    ahead = replace(town.settings, context_weight=0.0)  # a list made at midnight is not for midnight
    return {
        "Segue": lambda town, person, listener: Live(town, person, town.settings),
        "without skips": lambda town, person, listener: Live(town, person, blind),
        "nightly batch": lambda town, person, listener: Batch(town, person, ahead, 1),
        "weekly batch": lambda town, person, listener: Batch(town, person, ahead, 7),
        "session neighbours": lambda town, person, listener: Session(town, neighbours),
        "popularity": lambda town, person, listener: Hits(town),
        "oracle": lambda town, person, listener: Oracle(listener),
    }


def _row(values: dict[int, float], width: int) -> csr_array:
    if not values:
        return nothing((1, width))
    columns = np.array(sorted(values), np.int32)
    weights = np.array([values[int(c)] for c in columns], np.float32)
    return csr_array((weights, columns, np.array([0, len(columns)], np.int64)), shape=(1, width))
