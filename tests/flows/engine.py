"""A whole engine over a small world, and the few moves the tests make with it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from segue.app import App, build
from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.listener import Listener
from segue.domain.slate import Request, Slate
from segue.domain.track import Track
from segue.settings import Settings
from segue.world import World, history

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # a Friday morning


class Engine:
    """One home filled by a world. `now` is a hand that the tests turn."""

    def __init__(self, home: Path, world: World, days: int, **settings) -> None:
        self.world = world
        settings.setdefault("explore_share", 0.0)  # chance differs by a listener's random id
        self.app: App = build(Settings(home=home, **settings))
        self.now = NOW
        self._told = 0
        self.app.catalog.add(world.catalogue.tracks)
        for person, events in history(world, days, end=NOW - timedelta(hours=6)):
            self.tell(self.listener(person.name), events)
        self.app.follower.sweep()

    def listener(self, name: str) -> Listener:
        if self.app.accounts.named(name) is None:
            self.app.accounts.add(name, "UTC", NOW)
        return self.app.accounts.named(name)

    def tell(self, who: Listener, events: Iterable[Event]) -> None:
        events = list(events)
        for start in range(0, len(events), 1000):
            self.app.recorder.submit(who, events[start : start + 1000]).result()

    def hear(self, who: Listener, tracks: Iterable[Track], kind: EventKind, position_ms: int = 2_000) -> None:
        """Each track ends in `kind`; four minutes pass with each, half a minute when skipped."""
        for track in tracks:
            self._told += 1
            ref = TrackRef(id=track.id)
            at = self.now
            event = Event(f"t{self._told}", kind, at, track=ref, position_ms=position_ms, duration_ms=track.duration_ms)
            self.tell(who, [event])
            self.now += timedelta(seconds=30 if kind is EventKind.SKIP else 240)

    def ask(self, who: Listener, n: int = 20, **fields) -> Slate:
        return self.app.server.answer(who, Request(who.id, self.now, n, **fields))

    def genre(self, name: str) -> list[Track]:
        """Tracks whose first tag it is, in the order of the catalogue: hits and others mixed."""
        return [t for t in self.world.catalogue.tracks if t.tags[0] == name]

    def share(self, slate: Slate, genre: str) -> float:
        """Share of the slate's tracks whose first tag is `genre`."""
        tags = [self.app.catalog.get(t.id).tags[0] for t in slate.tracks]
        return tags.count(genre) / len(tags)

    def without_skips(self) -> "Engine":
        """The same engine, to which skips are invisible."""
        other = object.__new__(Engine)
        other.__dict__.update(self.__dict__)
        server = self.app.server
        blind = type(server)(
            replace(self.app.settings, skips_count=False),
            self.app.accounts,
            self.app.log,
            self.app.follower,
            self.app.models,
            self.app.slates,
        )
        other.app = replace(self.app, server=blind)
        return other


def plain(slate: Slate) -> bytes:
    """What an answer says, without the marks of when it was given."""
    return msgspec.json.encode([(t.id, t.score, t.sources, t.reason) for t in slate.tracks])
