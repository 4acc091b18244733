"""Town: a world with a past, told to a real app and learnt by it; then its people are copied for every player."""

import copy
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from segue.app import App, build
from segue.domain.event import ListenerId
from segue.flows.dataset import Dataset, dataset
from segue.ports import Appended, StoredProfile
from segue.profiles.profile import Profile
from segue.recommend.serving import ServingModel
from segue.settings import Settings
from segue.world import Listener, World, history

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
_EVENTS, _WAITING = 1_000, 64  # of one batch; batches


@dataclass(frozen=True, slots=True)
class Size:
    """history_days: what the models learn from; watched: people who are followed for `days` days."""

    listeners: int = 5_000
    tracks: int = 20_000
    history_days: int = 10
    watched: int = 60
    days: int = 7


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is watched, on the Monday morning at which everything begins."""

    born: Listener
    id: ListenerId
    stored: StoredProfile

    def copied(self) -> Listener:
        """To live through a week of one's own."""
        catalogue = self.born.catalogue
        return copy.deepcopy(self.born, {id(catalogue): catalogue})


@dataclass(frozen=True, slots=True)
class Town:
    """model: fitted on the past of everybody; learnt: what it was fitted on; rows: model row -> row of the world."""

    world: World
    size: Size
    settings: Settings
    model: ServingModel
    learnt: Dataset
    rows: NDArray[np.intp]
    people: tuple[Person, ...]

    def profile(self, person: Person) -> Profile:
        found = Profile.from_stored(person.stored, person.id, self.settings)
        assert found is not None
        return found


@contextmanager
def town(seed: int, size: Size, progress: Callable[[str, float], None]) -> Iterator[Town]:
    """The past takes most of the time; `progress` hears the share of it."""
    world = World(seed=seed, listeners=size.listeners, tracks=size.tracks)
    with TemporaryDirectory() as folder:
        app = build(Settings(home=Path(folder)))
        try:
            people = _live_through(app, world, size, progress)
            progress("sweeping the log", 0.5)
            app.follower.sweep()
            app.refresher.run(MONDAY, seed, lambda what, share: progress(what, 0.6 + 0.4 * share))
            learnt = dataset(app.accounts, app.catalog, app.follower, app.log.end(), MONDAY)
            model = app.models.current()
            rows = np.array([world.catalogue.rows[track] for track in learnt.items], np.intp)
            stored = [Person(born, who, _stored(app, who)) for born, who in people]
            yield Town(world, size, app.settings, model, learnt, rows, tuple(stored))
        finally:
            app.close()


def _live_through(
    app: App, world: World, size: Size, progress: Callable[[str, float], None]
) -> list[tuple[Listener, ListenerId]]:
    app.catalog.add(world.catalogue.tracks)
    watched: list[tuple[Listener, ListenerId]] = []
    under_way: deque[Future[Appended]] = deque()
    every = max(1, size.listeners // size.watched)
    for number, (person, events) in enumerate(history(world, size.history_days, end=MONDAY)):
        app.accounts.add(person.name, "UTC", MONDAY - timedelta(days=size.history_days))
        who = app.accounts.named(person.name)
        assert who is not None
        under_way += [app.recorder.submit(who, events[i : i + _EVENTS]) for i in range(0, len(events), _EVENTS)]
        while len(under_way) > _WAITING:  # the disk may be behind by so much
            under_way.popleft().result()
        if number % every == 0 and len(watched) < size.watched:
            watched.append((person, who.id))
        if number % 50 == 0:
            progress("the past", 0.5 * number / size.listeners)
    while under_way:
        under_way.popleft().result()
    return watched


def _stored(app: App, who: ListenerId) -> StoredProfile:
    with app.follower.use(who) as profile:
        return profile.to_stored()
