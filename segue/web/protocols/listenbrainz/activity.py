"""How much was heard when: day by day, month by month or year by year, and by the hours of the week."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from segue.domain.listen import Listen

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAILY, _MONTHLY = ("week", "month", "quarter"), ("half_yearly", "year")  # anything else goes by years


def listening(listens: Sequence[Listen], span: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Of every part of a stretch and of the one before it, how many listens; as ListenBrainz, which draws both.

    since, until: aware, in the listener's zone
    """
    unit = span.removeprefix("this_")
    found = []
    starts = sorted(one.start for one in listens for _ in range(one.plays))
    at = 0
    for begins, ends, name in _parts(unit, since, until):
        count = 0
        while at < len(starts) and starts[at] < ends:
            count += starts[at] >= begins
            at += 1
        first, last = int(begins.timestamp()), int(ends.timestamp()) - 1
        found.append({"from_ts": first, "to_ts": last, "time_range": name, "listen_count": count})
    return found


def _parts(unit: str, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime, str]]:
    begins = since.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit not in _DAILY:
        begins = begins.replace(day=1) if unit in _MONTHLY else begins.replace(month=1, day=1)
    while begins < until:
        month = _MONTHS[begins.month - 1]
        if unit in _DAILY:
            ends = begins + timedelta(days=1)
            day = f"{begins.day:02} {month} {begins.year}"
            name = f"{_DAYS[begins.weekday()]} {day}" if unit == "week" else day
        elif unit in _MONTHLY:
            ends = begins.replace(year=begins.year + begins.month // 12, month=begins.month % 12 + 1)
            name = f"{month} {begins.year}"
        else:
            ends, name = begins.replace(year=begins.year + 1), f"{begins.year}"
        yield begins, ends, name
        begins = ends


def daily(listens: Sequence[Listen], zone: tzinfo) -> dict[str, list[dict[str, int]]]:
    """Day of the week -> its 24 hours with how many listens began in each."""
    hours: Counter[tuple[int, int]] = Counter()
    for one in listens:
        local = one.start.astimezone(zone)
        hours[local.weekday(), local.hour] += one.plays
    return {
        name: [{"hour": hour, "listen_count": hours[day, hour]} for hour in range(24)] for day, name in enumerate(_DAYS)
    }
