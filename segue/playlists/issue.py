"""Issues: how long a mix stands still, by the listener's own clock."""

from datetime import datetime, timedelta
from enum import Enum

PARTS = (("night", 5), ("morning", 9), ("midday", 13), ("afternoon", 17), ("evening", 22), ("night", 24))
"""Parts of a day and the hour at which each ends."""


class Every(Enum):
    WEEK = "week"  # from Monday on
    DAY = "day"
    PART = "part"  # of a day
    TIME = "time"  # it is asked for


def part_of_day(now: datetime) -> str:
    return next(name for name, end in PARTS if now.hour < end)


def period(every: Every, now: datetime) -> str:
    """The name of the issue that is out at `now`, which is local; issues never share one."""
    if every is Every.WEEK:
        year, week, _ = now.isocalendar()
        return f"{year}-W{week:02}"
    if every is Every.DAY:
        return f"{now:%Y-%m-%d}"
    if every is Every.PART:
        night = now - timedelta(days=1) if now.hour < PARTS[0][1] else now  # a night belongs to its evening
        return f"{night:%Y-%m-%d}.{part_of_day(now)}"
    return f"{now:%Y-%m-%dT%H:%M:%S}"


def until(every: Every, now: datetime) -> datetime | None:
    """When the next issue comes, in the zone of `now`; days are days of the calendar, however long."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if every is Every.WEEK:
        return midnight + timedelta(days=7 - now.weekday())
    if every is Every.DAY:
        return midnight + timedelta(days=1)
    if every is Every.PART:
        end = next(end for _, end in PARTS if now.hour < end)
        return midnight + timedelta(hours=end if end < 24 else 24 + PARTS[0][1])
    return None
