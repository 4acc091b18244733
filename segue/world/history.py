"""The past of a world: what its listeners heard, and did, before any engine was there."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.random import Generator

from segue.domain.event import Event
from segue.world.exposure import Exposure
from segue.world.listener import Listener
from segue.world.reaction import events_for, react
from segue.world.week import ACTIVITIES, HOURS, part_of
from segue.world.world import World

END: Final = datetime(2026, 1, 5, tzinfo=UTC)
"""Where a history ends unless told otherwise: a Monday, 00:00 UTC."""
TRACKS_A_SESSION: Final = 8
_WEEKDAY: Final = np.array([0.25, 0.5, 0.85])  # cumulated shares of sessions: morning, day, evening, (night)


def history(
    world: World, days: int, *, end: datetime = END, listeners: Iterable[Listener] | None = None
) -> Iterator[tuple[Listener, list[Event]]]:
    """For each listener, all events of the `days` before `end`, in time order.

    With `listeners` these very people live through it (and stay tired of what they heard last); without,
    fresh ones of the world. The same world, days, end and name give the same events,
    whoever else is asked for.
    """
    for listener in world.population() if listeners is None else listeners:
        yield listener, past(listener, days, end, world.rng("history", listener.name))


def past(listener: Listener, days: int, end: datetime, rng: Generator) -> list[Event]:
    """One listener's events in the `days` before `end`; sessions begin before `end` and never overlap."""
    exposure = Exposure(listener, rng)
    told: list[Event] = []
    now = end - timedelta(days=days)
    for start in starts(now, days, listener.activity, rng):
        now = max(now + timedelta(minutes=1), start)
        if now >= end:
            break
        part = part_of(now)
        device = listener.device(now, rng)
        context = {"activity": ACTIVITIES[part], "shuffle": bool(rng.random() < 0.3)}
        for row in exposure.draw(part, int(rng.geometric(1 / TRACKS_A_SESSION)), rng).tolist():
            reaction = react(listener, row, now, rng)
            told += events_for(reaction, listener, first=len(told), device=device, context=context)
            now += timedelta(milliseconds=reaction.wall_ms + 500)
            if reaction.stopped:
                break
    return told


def starts(begin: datetime, days: int, activity: float, rng: Generator) -> list[datetime]:
    """Starts of sessions in time order: `activity` a day, at the hours people listen."""
    starts: list[datetime] = []
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(days + 1):
        date = midnight + timedelta(days=day)
        for _ in range(int(rng.poisson(activity))):
            part = 4 if date.weekday() >= 5 else int(np.searchsorted(_WEEKDAY, rng.random(), "right"))
            low, high = HOURS[part]
            starts.append(date + timedelta(milliseconds=int(3_600_000 * rng.uniform(low, high))))
    return sorted(start for start in starts if start >= begin)
