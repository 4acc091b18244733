"""Days: how much was heard on each, in your own time. Engagement and its course are read from this."""

from datetime import date, datetime

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_HOUR_MS = 3_600_000


class Days(Struct):
    """Day (from 1970-01-01) -> listens, ms played, skips, completions."""

    days: dict[int, list[int]] = field(default_factory=dict)


def heard(state: Days, new: Mark, listen: Listen) -> None:
    _count(state, new, listen, 1)


def unheard(state: Days, old: Mark, listen: Listen) -> None:
    _count(state, old, listen, -1)


def _count(state: Days, m: Mark, listen: Listen, sign: int) -> None:
    day = local_day(m)
    sums = state.days.setdefault(day, [0, 0, 0, 0])
    for i, amount in enumerate((1, listen.played_ms, int(m.skip > 0), int(m.plays > 0))):
        sums[i] += sign * amount
    if not sums[0]:
        del state.days[day]


def local_day(m: Mark) -> int:
    """The day of a mark in the listener's time: of the two or three that its instant may fall on, the one whose
    weekday is that of the mark's cell."""
    day = m.at_ms // (24 * _HOUR_MS)
    weekday = (m.cell // 24 - 3) % 7  # 1970-01-01 was a Thursday
    return next(d for d in (day, day + 1, day - 1) if d % 7 == weekday)


def read(state: Days, now: datetime) -> dict[int, tuple[int, int, int, int]]:
    """Days before or on `now`'s, counted back from it (0 = today), the latest first."""
    today = number(now.date())
    return {today - d: (s[0], s[1], s[2], s[3]) for d, s in sorted(state.days.items(), reverse=True) if d <= today}


def number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


feature = Feature(title="How much you listen", state=Days, heard=heard, unheard=unheard, read=read)
