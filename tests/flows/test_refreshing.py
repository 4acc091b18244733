"""When a server refreshes: at the first thing to learn from, at intervals with news, and soon after tracks came."""

import threading
import time
from dataclasses import replace

import pytest

from segue.domain.event import EventKind, TrackId
from segue.domain.track import Track
from segue.web import server
from segue.world import World
from tests.flows.engine import NOW, Engine

PATIENCE_S = 30.0


@pytest.fixture
def engine(tmp_path):
    found = Engine(tmp_path, World(seed=3, listeners=0, tracks=60, genres=5), 1)
    yield found
    found.app.close()


class Refreshing:
    def __init__(self, app):
        self.known: list[int] = []
        self._app, self._stop = app, threading.Event()
        self._thread = threading.Thread(target=server._refresh, args=(app, self._stop, self._run))

    def _run(self):
        self.known.append(self._app.refresher.run(NOW, seed=len(self.known)).items)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def until(self, count):
        end = time.monotonic() + PATIENCE_S
        while len(self.known) < count and time.monotonic() < end:
            time.sleep(0.01)
        return self.known


def test_tracks_that_came_are_in_answers_before_the_next_interval(engine, monkeypatch):
    for name in ("_FIRST_REFRESH_S", "_GROWTH_S"):
        monkeypatch.setattr(server, name, 0.05)
    for name in ("_GROWN_S", "_REST"):
        monkeypatch.setattr(server, name, 0.0)
    me = engine.listener("me")
    genre = engine.world.catalogue.tracks[0].tags[0]
    engine.hear(me, engine.genre(genre)[:8], EventKind.COMPLETE, position_ms=200_000)
    with Refreshing(engine.app) as refreshing:
        assert refreshing.until(1) == [60]
        artist = engine.genre(genre)[0].artist
        new = Track(TrackId("00000000-0000-5000-8000-00000000000a"), "Brand New", artist, tags=(genre,))
        engine.app.catalog.add([new])
        assert refreshing.until(2) == [60, 61], "though nobody listened since"
        end = time.monotonic() + PATIENCE_S
        while new.id not in engine.app.models.current().row_of and time.monotonic() < end:
            time.sleep(0.01)
        assert new.id in {t.id for t in engine.ask(me, n=20).tracks}, "a new track of a loved artist starts high"
    assert refreshing.known == [60, 61], "and then there was no news"


def test_where_nothing_happens_nothing_is_refreshed(engine, monkeypatch):
    monkeypatch.setattr(server, "_GROWTH_S", 0.02)
    engine.app.refresher.run(NOW, seed=1)
    engine.app.models.current()
    app = replace(engine.app, settings=replace(engine.app.settings, refresh_every_s=3600.0))
    with Refreshing(app) as refreshing:
        time.sleep(0.3)
    assert refreshing.known == []
