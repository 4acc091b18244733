"""How one track is heard: over listeners, by consent, and the hook where it was planted."""

from datetime import UTC, datetime, timedelta

import pytest

from segue.app import App, build
from segue.domain.consent import Purpose, Refused
from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.listen import Passage
from segue.domain.track import Track
from segue.flows.heard import Heard, heard
from segue.settings import Settings

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SONG = TrackRef(title="Hyperballad", artist="Björk")
OTHER = TrackRef(title="Army of Me", artist="Björk")
LENGTH = 200_000


@pytest.fixture
def app(tmp_path):
    made = build(Settings(home=tmp_path))
    yield made
    made.close()


def listen(app: App, name: str, back_from: int | None = None, end: EventKind = EventKind.COMPLETE, hours: int = 0):
    """The song, perhaps with one go back of 20 s; then another one."""
    who = app.accounts.named(name)
    if who is None:
        app.accounts.add(name, "UTC", NOW)
        who = app.accounts.named(name)
    at = NOW + timedelta(hours=hours)

    def event(kind, seconds, position, track=SONG, **more):
        key = f"{name}-{hours}-{kind}-{seconds}"
        return Event(key, kind, at + timedelta(seconds=seconds), None, track, "phone", position, LENGTH, **more)

    told = [event(EventKind.PLAY, 0, 0)]
    back = 0
    if back_from is not None:
        told.append(event(EventKind.SEEK, back_from / 1000, back_from - 20_000, extra={"from_ms": back_from}))
        back = 20
    left = LENGTH if end is EventKind.COMPLETE else 10_000
    told.append(event(end, left / 1000 + back, left))
    told.append(event(EventKind.COMPLETE, left / 1000 + back + 200, LENGTH, OTHER))
    app.recorder.submit(who, told).result()
    return who


def ask(app: App, name: str) -> Heard:
    app.keeper.sweep()
    who = app.accounts.named(name)
    return heard(app.lake, app.accounts, app.catalog, who.id, app.catalog.resolve(SONG), 3)


def test_the_hook_is_the_passage_most_listeners_went_back_to(app):
    for name, back_from in (("ann", 100_000), ("bob", 105_000), ("cem", 102_500), ("dora", 40_000), ("dora", 40_000)):
        listen(app, name, back_from, hours=1 if name == "dora" and app.accounts.named("dora") else 0)
    found = ask(app, "ann").everybody
    assert found.listeners == 4
    assert found.hook.listeners == 3
    assert found.hook.passage == Passage(85_000, 100_000)
    assert ask(app, "dora").own.hook.passage == Passage(20_000, 40_000)


def test_shares(app):
    listen(app, "ann")
    listen(app, "ann", end=EventKind.SKIP, hours=2)
    own = ask(app, "ann").own
    assert (own.listens, own.listeners, own.finished, own.skipped) == (2, 1, 0.5, 0.5)
    assert (own.stickiness, own.repeats, own.listens_each) == (1.0, 0.0, 2.0)
    assert own.fraction == pytest.approx(0.525)


def test_few_listeners_and_those_who_do_not_allow_it_are_not_told_of(app):
    for name in ("ann", "bob"):
        listen(app, name)
    assert ask(app, "ann").everybody is None
    cem = listen(app, "cem")
    assert ask(app, "ann").everybody.listeners == 3
    app.accounts.withdraw(cem.id, Purpose.TRAIN)
    assert ask(app, "ann").everybody is None
    app.accounts.withdraw(cem.id, Purpose.PERSONALISE)
    with pytest.raises(Refused):
        ask(app, "cem")


def test_a_track_that_is_known_by_another_id_now_is_one_track(app):
    listen(app, "ann")
    app.catalog.add([Track("11111111-1111-4111-8111-111111111111", "Hyperballad", "Björk", duration_ms=LENGTH)])
    listen(app, "ann", hours=3)
    assert ask(app, "ann").own.listens == 2
