"""Evenings in the reacting world: somebody asks, plays what stands first, reacts (a loaded coin), and is heard."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segue.app import App, build
from segue.domain.event import Offset
from segue.domain.slate import Request
from segue.profiles.profile import Profile
from segue.recommend.pipeline import Pipeline
from segue.recommend.serving import ServingModel
from segue.recommend.situation import situation
from segue.settings import Settings
from segue.world import Listener, World, events_for, history, react, truth

ANSWERS = 10
Choose = Callable[[Listener, Profile, datetime, set[int]], int]
"""(person, profile, now, rows already played) -> row of the world's catalogue."""


def opened(home: Path, world: World) -> App:
    """A server that knows the world's tracks and nobody."""
    app = build(Settings(home=home))
    app.catalog.add(world.catalogue.tracks)
    return app


def filled(home: Path, world: World, now: datetime, people: Iterable[Listener] | None = None) -> App:
    """A server that knows 30 days of these people, else of all there are, and has fitted a model."""
    app = opened(home, world)
    for person, events in history(world, 30, end=now - timedelta(hours=1), listeners=people):
        app.accounts.add(person.name, "UTC", now)
        who = app.accounts.named(person.name)
        assert who is not None
        for future in [app.recorder.submit(who, events[s : s + 1000]) for s in range(0, len(events), 1000)]:
            future.result()
    app.refresher.run(now, 1)
    return app


def engine(model: ServingModel, world: World, settings: Settings) -> Choose:
    """What stands first in Segue's answer."""
    rows = world.catalogue.rows

    def choose(person: Listener, profile: Profile, now: datetime, played: set[int]) -> int:
        ranked, _ = Pipeline().run(situation(Request(profile.ids[0], now), profile, model, settings))
        return rows[model.items[int(ranked.track[0])].id]

    return choose


def oracle(person: Listener, profile: Profile, now: datetime, played: set[int]) -> int:
    """The track most likely to be finished."""
    chances = truth(person, None, now)
    chances[list(played)] = -1
    return int(chances.argmax())


def evening(person: Listener, profile: Profile, choose: Choose, world: World, now: datetime) -> NDArray[np.float64]:
    """(answers,) 1 = completed. The person tires, the profile learns: both are changed."""
    found, told, played = np.zeros(ANSWERS), 0, set[int]()
    for step in range(ANSWERS):
        row = choose(person, profile, now, played)
        played.add(row)
        reaction = react(person, row, now, world.rng("coin", person.name, str(step)))
        found[step] = reaction.completed
        events = events_for(reaction, person, first=10**6 + told)
        told += len(events)
        now += timedelta(milliseconds=reaction.wall_ms + 500)
        profile.update(events, Offset(profile.offset + 1), UTC)
    return found
