"""One Segue reads the Subsonic side of another, and a server that reads its music servers by itself."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, create_engine

from segue.app import build
from segue.catalog.caller import Caller
from segue.catalog.connections import Connection
from segue.catalog.libraries import Libraries
from segue.catalog.source import Login, sources
from segue.catalog.store import Catalog
from segue.domain.event import Event, EventKind
from segue.domain.sound import Sound
from segue.domain.track import hex_id
from segue.flows.sync import sync
from segue.settings import Settings
from segue.web.server import beside

_NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Through(Caller):
    """Asks an application in this process."""

    def __init__(self, client: Any) -> None:
        super().__init__("http://segue.example")
        self._client = client

    def ask(
        self,
        path: str,
        query: Iterable[tuple[str, str]] = (),
        *,
        form: Iterable[tuple[str, str]] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        self.asked += 1
        if form is not None:
            return self._client.post(path, data=dict(form)).json()
        return self._client.get(path, params=list(query)).json()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path}/elsewhere.db")
    yield made
    made.dispose()


def test_a_segue_reads_another_one(place: Any, elsewhere: Engine) -> None:
    (loved, rated, *_), metal = place.tracks["pop"], place.tracks["metal"]
    measured = replace(metal[0], year=1991, isrc="GBAHT9500204", sound=Sound(tempo_bpm=171.6))
    place.app.catalog.add([measured])
    place.ann.tell(place.ann.event("like", loved), place.ann.event("rate", rated, rating=4))
    password = place.app.accounts.passwords.renew(place.app.accounts.named("ann").id)
    caller, source = Through(place.client), sources()["subsonic"]
    assert source.here(caller)
    secret = source.login(caller, Login("ann", password, is_key=False))
    told: list[Event] = []

    def read(now: datetime) -> Any:
        def tell(events: Sequence[Event]) -> None:
            told.extend(events)

        return sync(Catalog(elsewhere), Libraries(elsewhere), "segue", source, caller, secret, now, tell)

    found = read(_NOW)
    assert (found.songs, found.new) == (60, 60)
    tracks = {track.title: track for track in Catalog(elsewhere)}
    track = tracks[measured.title]
    assert (track.artist, track.year, track.isrc, track.tags) == (measured.artist, 1991, measured.isrc, measured.tags)
    assert (track.duration_ms, track.sound) == (180_000, Sound(tempo_bpm=172.0))
    assert Libraries(elsewhere).ids("segue")[track.id] == hex_id(measured.id)
    kinds = {event.kind: event for event in told}
    assert set(kinds) == {EventKind.LIKE, EventKind.RATE}
    assert kinds[EventKind.LIKE].track is not None
    assert kinds[EventKind.LIKE].track.id == tracks[loved.title].id
    assert kinds[EventKind.RATE].extra == {"rating": 4}
    again = read(_NOW + timedelta(hours=1))
    assert (again.new, again.changed, again.gone, again.events) == (0, 0, 0, 0)


def test_a_server_reads_when_there_is_something_to_read(tmp_path: Path) -> None:
    app = build(Settings(home=tmp_path / "home", sync_every_s=0.02, lake_every_s=3600, follow_every_s=0.02))
    read = threading.Event()
    early = []

    def reading(stop: threading.Event) -> None:
        if not app.connections.all():
            early.append("read")
        read.set()

    try:
        with beside(app, None, reading):
            app.connections.put(Connection("nas", "subsonic", "http://nas.example", {}))
            assert read.wait(30)
    finally:
        app.close()
    assert not early


def test_tokens_are_their_owners_alone(tmp_path: Path) -> None:
    app = build(Settings(home=tmp_path / "home"))
    try:
        app.connections.put(Connection("nas", "subsonic", "http://nas.example", {"t": "secret"}))
        app.connections.put(Connection("nas", "subsonic", "http://nas.example", {"t": "other"}))
        path = app.settings.connections_path
        assert path.stat().st_mode & 0o777 == 0o600
        assert [one.secret for one in app.connections.all()] == [{"t": "other"}]
        path.write_text("not json")
        with pytest.raises(ValueError, match=r"libraries\.json"):
            app.connections.all()
    finally:
        app.close()
