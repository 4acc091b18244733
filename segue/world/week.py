"""Parts of the week: the five moods of a listener's clock. Hours are UTC: everyone lives in one time zone."""

from datetime import datetime
from typing import Final

PARTS: Final = ("weekday_morning", "weekday_day", "weekday_evening", "weekday_night", "weekend")
HOURS: Final = ((5, 9), (9, 17), (17, 22), (22, 29), (9, 24))
"""Half-open hours in which sessions of each part begin; 29 is 05:00 of the next day."""
ACTIVITIES: Final = ("commuting", "working", "relaxing", "winding down", "at home")


def part_of(now: datetime) -> int:
    """Index in PARTS. The weekend is Saturday and Sunday, whole days; nights otherwise begin at 22:00."""
    if now.weekday() >= 5:
        return 4
    hour = now.hour
    return 3 if hour < 5 or hour >= 22 else 0 if hour < 9 else 1 if hour < 17 else 2
