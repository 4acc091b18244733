"""A home with 60 tracks and two listeners, and the HTTP application over it, in process."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient

from segue.app import App, build
from segue.domain.event import Event, Offset, TrackId
from segue.domain.shown import shown_of
from segue.domain.track import Track
from segue.settings import Settings
from segue.web.body import Reading
from segue.web.pace import Pace
from segue.web.server import litestar

GENRES = ("ambient", "metal", "pop")


def sixty_tracks() -> list[Track]:
    """3 genres of 5 artists with 4 titles each."""
    found = []
    for genre in GENRES:
        for artist in range(5):
            for title in range(4):
                key = TrackId(str(uuid5(NAMESPACE_URL, f"{genre}/{artist}/{title}")))
                name, tags = f"{genre.title()} {artist}", (genre, f"{genre}-{artist % 2}")
                found.append(Track(key, f"Song {title} of {name}", name, duration_ms=180_000, tags=tags))
    return found


@dataclass
class Person:
    """A listener and what their player sends."""

    name: str
    token: str
    client: TestClient[Any]
    app: App
    sent: int = field(default=0)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def event(self, kind: str, track: object = None, **more: Any) -> dict[str, Any]:
        self.sent += 1
        told: dict[str, Any] = {"event_id": f"{self.name}:{self.sent}", "kind": kind}
        told["at"] = datetime.now(UTC).isoformat()
        if isinstance(track, Track):
            told["track"] = {"id": track.id}
        elif track is not None:
            told["track"] = track
        return {**told, **more}

    def post(self, path: str, content: bytes, **headers: str) -> Any:
        return self.client.post(path, content=content, headers={**self.headers, **headers})

    def tell(self, *events: dict[str, Any]) -> Any:
        return self.client.post("/api/v1/events", json={"events": list(events)}, headers=self.headers)

    def next(self, *events: dict[str, Any], **request: Any) -> Any:
        return self.post("/api/v1/next", json.dumps({"events": list(events), "request": request}).encode())

    def slate(self, **query: Any) -> Any:
        return self.client.get("/api/v1/recommendations", params=query, headers=self.headers)

    def recorded(self, *, shown: bool = False) -> list[Event]:
        """shown: what Segue tells itself of its answers, too."""
        listener = self.app.accounts.named(self.name)
        assert listener is not None
        events = [e for b in self.app.log.read(Offset(0), 1000, listener.id) for e in b.events]
        return [e for e in events if shown or shown_of(e) is None]


@dataclass
class Place:
    app: App
    client: TestClient[Any]
    ann: Person
    bob: Person

    @property
    def tracks(self) -> dict[str, list[Track]]:
        return {g: [t for t in sixty_tracks() if t.tags[0] == g] for g in GENRES}


@pytest.fixture
def catalogue() -> list[Track]:
    return sixty_tracks()


@pytest.fixture(scope="session")
def _routed(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """Made once: reading the signatures of all handlers takes longer than most of the tests."""
    app = build(Settings(home=tmp_path_factory.mktemp("routed")))
    app.close()
    return litestar(app)


@pytest.fixture
def place(tmp_path: Path, _routed: Litestar) -> Iterator[Place]:
    app = build(Settings(home=tmp_path / "home", explore_share=0.0))  # what chance shows differs from hour to hour
    _routed.state = State({"segue": app, "pace": Pace(app.settings.requests_per_s), "reading": Reading()})
    app.catalog.add(sixty_tracks())
    now = datetime.now(UTC)
    tokens = [app.accounts.add(name, "Europe/Berlin", now) for name in ("ann", "bob")]
    with TestClient(_routed) as client:
        ann, bob = (Person(n, t, client, app) for n, t in zip(("ann", "bob"), tokens, strict=True))
        yield Place(app, client, ann, bob)
    app.close()
