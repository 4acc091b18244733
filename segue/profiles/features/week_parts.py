"""Parts of the week: what you finish and what you leave on working mornings, days, evenings, nights, and weekends."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import TrackId
from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark, week_cell

PARTS = ("morning", "day", "evening", "night", "weekend")


class WeekParts(Struct):
    """Part -> track -> [summed likes, summed skips]."""

    tracks: dict[str, dict[TrackId, list[float]]] = field(default_factory=dict)


def part_of(local: datetime) -> str:
    """One of PARTS; the weekend is Saturday and Sunday."""
    return _part(week_cell(local))


def _part(cell: int) -> str:
    day, hour = divmod(cell, 24)
    if day >= 5:
        return "weekend"
    return "night" if hour < 5 or hour >= 22 else "morning" if hour < 9 else "day" if hour < 17 else "evening"


def heard(state: WeekParts, new: Mark, listen: Listen) -> None:
    _count(state, new, 1)


def unheard(state: WeekParts, old: Mark, listen: Listen) -> None:
    _count(state, old, -1)


def _count(state: WeekParts, m: Mark, sign: int) -> None:
    if m.track is None or not (m.like or m.skip):
        return
    tracks = state.tracks.setdefault(_part(m.cell), {})
    sums = tracks.setdefault(m.track, [0.0, 0.0])
    sums[0] += sign * m.like
    sums[1] += sign * m.skip
    if not any(sums):
        del tracks[m.track]
    if not tracks:
        del state.tracks[_part(m.cell)]


def read(state: WeekParts, now: datetime) -> dict[str, dict[TrackId, list[float]]]:
    """Part -> track -> likes and skips."""
    return {part: {t: [*sums] for t, sums in state.tracks[part].items()} for part in PARTS if part in state.tracks}


feature = Feature(title="What you finish when", state=WeekParts, heard=heard, unheard=unheard, read=read)
