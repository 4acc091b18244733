"""Place: a home with tracks and people, the application over it, and the consumers run by hand."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from segue.app import App, build
from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.domain.track import Track
from segue.settings import Settings
from segue.web.protocols.subsonic.routes import _ANSWERS
from segue.web.server import front, litestar

NAMES = ("ann", "bob", "봄")
TRACKS = tuple(
    Track(
        TrackId(str(uuid5(NAMESPACE_URL, f"fuzz {i}"))), f"Song {i}", f"Band {i % 9}", duration_ms=180_000, tags=("a",)
    )
    for i in range(60)
)
SUBSONIC = tuple(_ANSWERS)


@dataclass(frozen=True, slots=True)
class Person:
    listener: Listener
    token: str
    password: str
    lastfm: str  # session keys
    audioscrobbler: str


@dataclass(frozen=True, slots=True)
class Route:
    path: str  # with {name:type} in it
    method: str


@dataclass(slots=True)
class Place:
    app: App
    asgi: Any
    people: list[Person]
    routes: list[Route]

    def consume(self) -> None:
        """What a server does beside the requests. Raises whatever it would only log."""
        self.app.catalog.reload()
        self.app.follower.sweep()
        self.app.server.save()
        self.app.keeper.sweep()
        for person in self.people:
            self.app.history.listens(person.listener.id)


def opened(home: Path) -> Place:
    settings = Settings(
        home=home, requests_per_s=0, anonymous_per_hour=10**9, slowest_body_s=5.0, max_waiting_batches=4_096
    )
    app = build(settings)
    app.catalog.add(TRACKS)
    now = datetime.now(UTC)
    people = []
    for name in NAMES:
        token = app.accounts.add(name, "America/St_Johns", now)
        listener = app.accounts.named(name)
        assert listener is not None
        password = app.accounts.passwords.renew(listener.id)
        keys = [app.accounts.sessions.open(listener.id, protocol) for protocol in ("lastfm", "audioscrobbler")]
        people.append(Person(listener, token, password, *keys))
    found = {
        Route(route.path, method) for route in litestar(app).routes for method in sorted(getattr(route, "methods", ()))
    }
    return Place(app, front(app), people, sorted(found, key=lambda route: (route.path, route.method)))


class Complaints(logging.Handler):
    """Everything that is logged as an error: `problems.failed` says so, and so do the consumers."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record)

    def drained(self) -> list[BaseException | str]:
        heard, self.heard = self.heard, []
        return [
            record.exc_info[1] if record.exc_info and record.exc_info[1] else record.getMessage() for record in heard
        ]
