"""Briefing: what a recipe may look at to say which tracks it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.domain.slate import Request
from segue.profiles.features import skip_habit
from segue.profiles.features.taste import Tally
from segue.profiles.profile import Profile
from segue.recommend.habits import Habits, habits
from segue.recommend.history import Record, record, weigh
from segue.recommend.serving import ServingModel

DAY_MS = 86_400_000
Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Briefing:
    """argument: what stands behind the name: 3 of daily_mix_3, jazz of genre:jazz

    memory: what the recipe noted at its last issue; notes: what it wants noted now
    """

    request: Request
    argument: str
    profile: Profile
    model: ServingModel
    memory: Mapping[str, Any] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def now_ms(self) -> float:
        return self.request.now.timestamp() * 1000

    @cached_property
    def tallies(self) -> Mapping[TrackId, Tally]:
        found: Mapping[TrackId, Tally] = self.profile.read("taste", self.request.now)
        return found

    @cached_property
    def seen(self) -> Record:
        return record(self.tallies, self.profile.read("ratings", self.request.now).liked, self.model.row_of)

    @cached_property
    def liked(self) -> NDArray[np.float32]:
        """(m,) float32, weight of each row of `seen`, 0 where it is not liked."""
        rate = skip_habit.rate(self.profile.states["skip_habit"], self.request.now, self.model.everybody_skips)
        return weigh(self.seen, rate.usual, skips_count=True)[0]

    @cached_property
    def habits(self) -> Habits:
        recent = self.profile.read("recent", self.request.now)
        return habits(self.request, self.profile, recent, self.model.row_of)

    @property
    def finished(self) -> int:
        """How many tracks are liked: what there is to go on."""
        return int(np.count_nonzero(self.liked))

    def last_ms(self) -> NDArray[np.float64]:
        """(m,) when each row of `seen` was last finished, 0 where it never was."""
        found = np.zeros(len(self.seen.rows))
        for track, tally in self.tallies.items():
            if tally.finished and (row := self.model.row_of.get(track)) is not None:
                at = int(np.searchsorted(self.seen.rows, row))
                found[at] = max(found[at], tally.finished[-1][0])
        return found

    def near(self, vector: NDArray[np.floating], most: int) -> Rows:
        """(<= most,) int32, ascending: the tracks in this direction of the item space."""
        return np.sort(self.model.packed.best(np.asarray(vector, np.float32), most))
