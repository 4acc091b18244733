"""Skip habit: how often this listener skips at all, and at this hour of this weekday.

A skip is news only against what is usual. Rates are shrunk step by step, because most cells of a week are
nearly empty: hour of the week -> its neighbours and the same hour of like days -> the listener -> everybody.
"""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark, week_cell

EVERYBODY = 0.3  # skip rate before anybody was heard
_TRUST_LISTENER = 20.0  # outcomes after which a listener's own rate weighs as much as everybody's
_TRUST_PART = 12.0  # the same for the part of the week against the listener
_TRUST_CELL = 8.0  # and for the hour of the week against its part


class SkipHabit(Struct):
    """Outcomes by hour of the local week; a chain of skips counts once."""

    heard: list[float] = field(default_factory=lambda: [0.0] * 168)
    skipped: list[float] = field(default_factory=lambda: [0.0] * 168)


@dataclass(frozen=True, slots=True)
class SkipRate:
    """Shares of playbacks, 0-1, each shrunk to the one after it."""

    now: float  # at this hour of this weekday
    usual: float  # of this listener
    outcomes: int  # how much it stands on


def heard(state: SkipHabit, new: Mark, listen: Listen) -> None:
    _count(state, new, new.weight)


def unheard(state: SkipHabit, old: Mark, listen: Listen) -> None:
    _count(state, old, -old.weight)


def _count(state: SkipHabit, m: Mark, weight: float) -> None:
    if m.plays:
        state.heard[m.cell] += weight
    elif m.skip:
        state.skipped[m.cell] += weight


def read(state: SkipHabit, now: datetime) -> SkipRate:
    return rate(state, now, EVERYBODY)


def rate(state: SkipHabit, now: datetime, everybody: float) -> SkipRate:
    """The listener's rates at `now` (their local time), shrunk to `everybody`."""
    cell = week_cell(now)
    heard, skipped = sum(state.heard), sum(state.skipped)
    usual = _shrink(skipped, heard + skipped, everybody, _TRUST_LISTENER)
    part = like_hours(cell)
    part_skips = sum(state.skipped[c] for c in part)
    part_all = part_skips + sum(state.heard[c] for c in part)
    at_part = _shrink(part_skips, part_all, usual, _TRUST_PART)
    cell_skips = state.skipped[cell]
    at_cell = _shrink(cell_skips, cell_skips + state.heard[cell], at_part, _TRUST_CELL)
    return SkipRate(now=at_cell, usual=usual, outcomes=round(heard + skipped))


def _shrink(skips: float, outcomes: float, prior: float, trust: float) -> float:
    return (skips + trust * prior) / (outcomes + trust)


def like_hours(cell: int) -> list[int]:
    """This hour and the ones beside it, on all working days or on both days of the weekend."""
    day, hour = divmod(cell, 24)
    days = range(5) if day < 5 else range(5, 7)
    return [d * 24 + (hour + shift) % 24 for d in days for shift in (-1, 0, 1)]


feature = Feature(title="When and how often you skip", state=SkipHabit, heard=heard, unheard=unheard, read=read)
