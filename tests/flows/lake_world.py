"""Evenings of two listeners, told to an app, and whether its lake agrees with its log."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.torture.books import Books
from segue.app import App, build
from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.slate import Request, Slate
from segue.domain.track import Track
from segue.settings import Settings
from tests.flows.server_process import eventually

START = datetime(2026, 3, 1, 18, tzinfo=UTC)
NAMES = ("anna", "bernd")


def opened(home: Path) -> App:
    app = build(Settings(home=home))
    for name in NAMES:
        if app.accounts.named(name) is None:
            app.accounts.add(name, "Europe/Berlin", START)
    return app


def evening(day: int, rng: np.random.Generator, device: str = "phone", name: str = "x") -> list[Event]:
    """Plays told in moments, with pauses and skips; their device calls each by a name."""
    events, at = [], START + timedelta(days=day)
    for number in range(int(rng.integers(3, 9))):
        play, track = f"{name}-{device}-{day}-{number}", int(rng.integers(40))
        length = 180_000 + 1000 * track
        ref = TrackRef(title=f"Song {track}", artist=f"Band {track % 7}")

        def tell(kind: EventKind, at: datetime, position_ms: int, play=play, ref=ref, length=length) -> None:
            events.append(
                Event(
                    f"{play}-{len(events)}", kind, at, track=ref, device=device, position_ms=position_ms,
                    duration_ms=length, play_id=play,
                )
            )  # fmt: skip

        tell(EventKind.PLAY, at, 0)
        left = int(rng.integers(5_000, length))
        at += timedelta(milliseconds=left)
        if rng.random() < 0.3:
            tell(EventKind.PAUSE, at, left)
            at += timedelta(seconds=int(rng.integers(10, 300)))
            tell(EventKind.RESUME, at, left)
        if rng.random() < 0.4:
            tell(EventKind.SKIP, at, left)
        else:
            at += timedelta(milliseconds=length - left)
            tell(EventKind.COMPLETE, at, length)
    return events


def tell(app: App, name: str, events: list[Event]) -> None:
    app.recorder.submit(app.accounts.named(name), events).result()


def show(app: App, name: str, count: int) -> list[Slate]:
    """Answers to `name`, on disk as what was shown."""
    who, end = app.accounts.named(name), app.log.end()
    at = START + timedelta(days=50)
    slates = [app.server.answer(who, Request(who.id, at + timedelta(minutes=i), 5)) for i in range(count)]
    eventually(lambda: app.log.end() == end + count, "what was shown is in the log")
    return slates


def agrees(app: App) -> None:
    """Every event once, as in the log; listens and sessions as one derivation of all of it makes them."""
    books = Books(app)
    assert books.faults() == []


def everything_said(app: App) -> dict[str, list]:
    """Every row of every table, and every profile."""
    found = {
        name: sorted(app.lake.query(f"select * from {name}").to_pylist(), key=str)
        for name in ("events", "slates", "listens", "sessions")
    }
    for name in NAMES:
        with app.follower.use(app.accounts.named(name).id) as profile:
            found[f"profile of {name}"] = [msgspec.msgpack.decode(profile.to_stored().body)]
    return found


def filled(app: App, days: int = 12, seed: int = 1) -> None:
    rng = np.random.default_rng(seed)
    app.catalog.add(Track(f"00000000-0000-4000-8000-{i:012}", f"Song {i}", f"Band {i % 7}") for i in range(40))
    for day in range(days):
        for name in NAMES:
            tell(app, name, evening(day, rng, name=name))
