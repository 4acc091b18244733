"""Shown: which tracks led the slates of the last days. What is led with day after day and not chosen, tires.

Of each track the best place of a day is kept: one day is one occasion, however many answers it had.
"""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind, TrackId
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_DAY_MS = 86_400_000
_KEPT = 14  # days before the latest one
LOOKED_AT = 5  # places; few look further


class Shown(Struct):
    """Day (UTC, from 1970-01-01) -> track -> best place, from 0."""

    days: dict[int, dict[TrackId, int]] = field(default_factory=dict)
    latest: int = 0


def update(state: Shown, new: Mark) -> None:
    if new.kind is not EventKind.IMPRESSION or not new.told:
        return
    day = new.at_ms // _DAY_MS
    if day < state.latest - _KEPT:
        return
    if day > state.latest:
        state.latest = day
        for old in [d for d in state.days if d < day - _KEPT]:
            del state.days[old]
    places = state.days.setdefault(day, {})
    for place, row in enumerate(new.told.get("tracks", ())[:LOOKED_AT]):
        track = row[0]
        if places.get(track, LOOKED_AT) > place:
            places[track] = place


def read(state: Shown, now: datetime) -> dict[int, dict[TrackId, int]]:
    """Days before `now`'s, counted back from it (1 = yesterday) -> track -> best place."""
    today = int(now.timestamp() * 1000) // _DAY_MS
    return {today - day: {**places} for day, places in sorted(state.days.items()) if day < today}


feature = Feature(title="What you were shown", state=Shown, update=update, read=read)
