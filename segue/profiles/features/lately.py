"""Lately: what was heard of each track on the last days. Against the taste of all times it shows what changes."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import TrackId
from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_DAY_MS = 86_400_000
_KEPT = 45  # days before the latest one
SHOWN = 28


class Lately(Struct):
    """Day (UTC, from 1970-01-01) -> track -> [summed likes, summed skips, listens]."""

    days: dict[int, dict[TrackId, list[float]]] = field(default_factory=dict)
    latest: int = 0


def heard(state: Lately, new: Mark, listen: Listen) -> None:
    day = new.at_ms // _DAY_MS
    if day < state.latest - _KEPT:
        return
    if day > state.latest:
        state.latest = day
        for old in [d for d in state.days if d < day - _KEPT]:
            del state.days[old]
    _count(state, day, new, 1)


def unheard(state: Lately, old: Mark, listen: Listen) -> None:
    day = old.at_ms // _DAY_MS
    if day in state.days:
        _count(state, day, old, -1)


def _count(state: Lately, day: int, m: Mark, sign: int) -> None:
    assert m.track is not None
    tracks = state.days.setdefault(day, {})
    sums = tracks.setdefault(m.track, [0.0, 0.0, 0.0])
    for i, amount in enumerate((m.like, m.skip, 1.0)):
        sums[i] += sign * amount
    if not sums[2]:
        del tracks[m.track]
    if not tracks:
        del state.days[day]


def read(state: Lately, now: datetime) -> dict[TrackId, tuple[float, float, int]]:
    """Track -> likes, skips and listens of the last 28 days."""
    return since(state, now, SHOWN)


def days_ago(state: Lately, now: datetime) -> dict[int, set[TrackId]]:
    """Days before `now`'s (0 = today) -> what was heard."""
    today = int(now.timestamp() * 1000) // _DAY_MS
    return {today - day: set(tracks) for day, tracks in state.days.items() if day <= today}


def since(state: Lately, now: datetime, days: int) -> dict[TrackId, tuple[float, float, int]]:
    today = int(now.timestamp() * 1000) // _DAY_MS
    found: dict[TrackId, list[float]] = {}
    for day, tracks in sorted(state.days.items()):
        if today - days < day <= today:
            for track, sums in tracks.items():
                held = found.setdefault(track, [0.0, 0.0, 0.0])
                for i, amount in enumerate(sums):
                    held[i] += amount
    return {track: (s[0], s[1], round(s[2])) for track, s in sorted(found.items())}


feature = Feature(title="What you heard lately", state=Lately, heard=heard, unheard=unheard, read=read)
