"""History: whatever comes, in whatever order, the answer is that of the whole log read at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from segue.app import App, build
from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.domain.listener import Listener
from segue.flows.history import History
from segue.settings import Settings

_DAY = datetime(2026, 3, 1, 18, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = build(Settings(home=tmp_path))
    made.accounts.add("ann", "UTC", datetime.now(UTC))
    yield made
    made.close()


def _ann(app: App) -> Listener:
    ann = app.accounts.named("ann")
    assert ann is not None
    return ann


def _evenings(days: int, seed: int) -> list[Event]:
    """Moments on two devices and scrobbles of the same plays, four hours each evening."""
    random = np.random.default_rng(seed)
    told: list[Event] = []
    for day in range(days):
        at = _DAY + timedelta(days=day)
        while at < _DAY + timedelta(days=day, hours=4):
            title, length = f"Song {random.integers(6)}", int(random.integers(60, 400)) * 1000
            heard = length if random.random() < 0.6 else int(random.integers(1, length))
            track = TrackRef(title=title, artist="Radiohead")
            device = f"device {random.integers(2)}"
            name = f"{device}:{len(told)}".replace(" ", "")
            end = at + timedelta(milliseconds=heard)
            kind = EventKind.COMPLETE if heard == length else EventKind.SKIP
            told.append(Event(name, EventKind.PLAY, at, track=track, device=device, position_ms=0, duration_ms=length))
            if random.random() < 0.8:
                told.append(
                    Event(f"{name}e", kind, end, track=track, device=device, position_ms=heard, duration_ms=length)
                )
            if heard * 2 > length and random.random() < 0.7:
                when = at if random.random() < 0.5 else end
                told.append(
                    Event(
                        f"{name}s",
                        EventKind.COMPLETE,
                        when,
                        track=track,
                        duration_ms=length,
                        dialect="lastfm",
                        whole=Whole.EITHER,
                    )
                )
            at = end + timedelta(seconds=int(random.integers(0, 90)))
    return told


def _whole(app: App) -> History:
    return History(app.settings, app.log, app.catalog, app.accounts.links)


@pytest.mark.parametrize("seed", range(4))
def test_piece_by_piece_it_is_what_the_whole_log_says(app: App, seed: int) -> None:
    ann, events = _ann(app), _evenings(5, seed)
    random = np.random.default_rng(seed)
    late = [e for e in events if random.random() < 0.1]
    on_time = [e for e in events if e not in late]
    pieces = np.array_split(np.arange(len(on_time)), 12)
    for piece in pieces:
        app.recorder.submit(ann, [on_time[i] for i in piece]).result()
        assert app.history.listens(ann.id, limit=None) == _whole(app).listens(ann.id, limit=None)
    for some in np.array_split(np.arange(len(late)), 3):
        app.recorder.submit(ann, [late[i] for i in some]).result()
        assert app.history.listens(ann.id, limit=None) == _whole(app).listens(ann.id, limit=None)
    assert app.history.count(ann.id) > 50


def test_old_evenings_are_not_derived_again(app: App) -> None:
    ann, events = _ann(app), _evenings(6, 1)
    app.recorder.submit(ann, events).result()
    before = app.history.count(ann.id)
    held = app.history._held[ann.id]
    assert 0 < len(held.recent) < len(events) / 3
    assert len(held.settled) + len(held.recent) == len(events)
    track = TrackRef(title="New", artist="Radiohead")
    now = _DAY + timedelta(days=5, hours=5)
    app.recorder.submit(ann, [Event("n", EventKind.COMPLETE, now, track=track, whole=Whole.EITHER)]).result()
    assert app.history.count(ann.id) == before + 1
    assert len(held.settled) > len(events) / 2


def test_an_old_listen_can_be_taken_back(app: App) -> None:
    ann, events = _ann(app), _evenings(4, 2)
    app.recorder.submit(ann, events).result()
    listens = app.history.listens(ann.id, limit=None)
    old = listens[-10]
    gone = Event("d", EventKind.DELETE_LISTEN, old.start, track=TrackRef(id=old.track_id))
    app.recorder.submit(ann, [gone]).result()
    now = app.history.listens(ann.id, limit=None)
    assert len(now) < len(listens)
    assert old.id not in {one.id for one in now}
    assert now == _whole(app).listens(ann.id, limit=None)
