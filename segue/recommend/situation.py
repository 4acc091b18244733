"""Situation: everything the stages of one request may look at, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import EventKind, TrackId
from segue.domain.slate import Request
from segue.learning.distinct import distinct
from segue.profiles.features import lately, skip_habit
from segue.profiles.features.ratings import Rated
from segue.profiles.features.skip_habit import SkipRate
from segue.profiles.features.taste import Tally
from segue.profiles.mark import Mark
from segue.profiles.profile import Profile
from segue.recommend.balance import learned_share
from segue.recommend.context import directions, still
from segue.recommend.follows import Followed, followed, joined
from segue.recommend.format_choice import Choice, choice
from segue.recommend.habits import Habits, Heard, habits
from segue.recommend.history import Record, histories, record, sequence, weigh
from segue.recommend.intent import direction, outcomes
from segue.recommend.owned import allowed
from segue.recommend.partial import Column
from segue.recommend.scoring import EXACT, Asking, scored
from segue.recommend.serving import ServingModel
from segue.settings import Settings

_NONE = np.empty(0, np.int32)
_NOBODY: Mapping[TrackId, float] = {}
_OWN = 20.0  # liked tracks after which friends count half
_MOST = 3000  # rows of a mix in a large catalogue that are scored


@dataclass(frozen=True, slots=True)
class Situation:
    """Score columns are (n_items,) float32 over the model's items, read by rows: `situation.total[candidates.track]`.

    In a large catalogue they hold the candidates alone (`segue.recommend.partial`).
    """

    request: Request
    settings: Settings
    model: ServingModel
    recent: list[Mark]
    tallies: dict[TrackId, Tally]
    rated: Rated
    skips: SkipRate
    seen: Record
    followed: Followed
    known: Record  # `seen` and `followed` together
    liked: NDArray[np.float32]  # weight of each row of `known`, 0 where it is not liked
    parts: Column  # (n_components, n_items) standard scores of the blend's components
    blended: Column  # long-term taste
    familiar: Column
    intent: Column  # the last minutes, log-odds
    moment: Column  # what is finished at this hour, in this activity and place, and not elsewhere
    nearness: Column | None  # to the request's seeds
    total: Column  # what the ranker sorts by
    familiar_share: float  # 0-1, how much of the slate the listener wants to have heard before
    shown: dict[int, dict[TrackId, int]]  # days ago -> track -> best place in a slate of that day
    heard_days: dict[int, set[TrackId]]  # days ago -> what was heard; only where something was shown
    habits: Habits
    choice: Choice
    friends: Record | None  # what they like, where they stand in
    around: NDArray[np.float32]  # (4, d) directions of hour, device, activity and location
    within: NDArray[np.int32] | None = None  # rows that a mix is limited to, ascending; None = all
    given: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))  # rows of its earlier issues

    @property
    def whose(self) -> str:
        """Whom chance is seeded for; everybody alike of whom nothing is known."""
        return self.request.listener if len(self.seen.rows) else ""

    def rows_since(self, seconds: float, kinds: frozenset[EventKind]) -> list[int]:
        """Rows of the tracks with an event of these kinds in the last `seconds`."""
        since = (self.request.now.timestamp() - seconds) * 1000
        row_of = self.model.row_of
        tracks = {m.track for m in self.recent if m.at_ms >= since and m.kind in kinds}
        return [row_of[track] for track in tracks if track is not None and track in row_of]


def situation(
    request: Request,
    profile: Profile,
    model: ServingModel,
    settings: Settings,
    within: NDArray[np.int32] | None = None,
    given: NDArray[np.int32] = _NONE,
    lent: Mapping[TrackId, float] = _NOBODY,
) -> Situation:
    """Read the profile at `request.now` and score every item of the model for it.

    within, given: as in `Situation`; lent: likes of friends, who stand in while little is known. In a large catalogue
    no more than a few thousand of `within` are scored.
    """
    recent = profile.read("recent", request.now)
    tallies = profile.read("taste", request.now)
    rated = profile.read("ratings", request.now)
    rate = skip_habit.rate(profile.states["skip_habit"], request.now, model.everybody_skips)
    counts = settings.skips_count
    seen = record(tallies, rated.liked, model.row_of)
    chosen = followed(profile.read("follows", request.now), model.by_artist)
    known = joined(seen, chosen.record)
    liked, left = weigh(known, rate.usual, skips_count=counts)
    session = outcomes(recent, request.now.timestamp() * 1000, model.row_of, skips_count=counts)
    heading = direction(model.space, session, 1 - rate.now)
    seeds = [row for s in request.seeds if (row := model.row_of.get(s)) is not None]
    friends = record(_tallies(lent, float(np.count_nonzero(liked))), {}, model.row_of) if lent else None
    if friends is None:
        asked = histories(known, liked, left, len(model))
    else:
        both = joined(known, friends)
        asked = histories(both, *weigh(both, rate.usual, skips_count=counts), len(model))
    if "next_item" in model.blend.names:
        asked = replace(asked, sequences=sequence(recent, model.row_of, skips_count=counts))
    usually = habits(request, profile, recent, model.row_of)
    chosen_format = choice(request, profile, recent, usually.where, model)
    also = chosen_format.rows
    if (allows := allowed(model.owned, len(model), request.library)) is not None:
        within = np.flatnonzero(allows).astype(np.int32) if within is None else within[allows[within]]
    if within is not None:
        within = within if len(model) <= EXACT else _likely(model, within, known, liked)
        also = distinct(also, within)
    around, moment = directions(usually, Heard(known.rows, liked), model)
    moment = still(moment, model.space, session, 1 - rate.now)
    asking = Asking(request, settings, asked, known, liked, 1 - rate.usual, heading, moment, seeds, also)
    found = scored(model, asking)
    shown = profile.read("fatigue", request.now)
    return Situation(
        request, settings, model, recent, tallies, rated, rate, seen, chosen, known, liked, *found,
        request.familiar_share if request.familiar_share is not None else _share(settings, seen),
        shown, lately.days_ago(profile.states["lately"], request.now) if shown else {},
        usually, chosen_format, friends, around, within, given,
    )  # fmt: skip


def _tallies(lent: Mapping[TrackId, float], own: float) -> dict[TrackId, Tally]:
    """What friends like, as if it was heard here, the less the more is known of the listener."""
    return {track: Tally(likes=likes * _OWN / (_OWN + own)) for track, likes in lent.items()}


def _likely(
    model: ServingModel, within: NDArray[np.int32], known: Record, liked: NDArray[np.float32]
) -> NDArray[np.int32]:
    """(<= _MOST,) int32, ascending: what the listener knows, what lies nearest to what they like, the best known."""
    if len(within) <= _MOST:
        return within
    own = within[np.isin(within, known.rows)]
    taste = liked @ model.space[known.rows] if len(known.rows) else np.zeros(model.space.shape[1], np.float32)
    near = model.packed.at(within, taste)
    found = [own, within[np.argpartition(-near, _MOST // 2)[: _MOST // 2]]]
    found.append(within[np.argpartition(-model.fame[within], _MOST // 4)[: _MOST // 4]])
    return distinct(*found)


def _share(settings: Settings, seen: Record) -> float:
    return learned_share(seen) if settings.familiar_share is None else settings.familiar_share
