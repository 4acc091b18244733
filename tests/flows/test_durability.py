"""What was acknowledged is there once, whatever kills the server; profiles equal what the log makes of them."""

import shutil
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from benchmarks.torture.audit import same
from benchmarks.torture.cycles import torture
from segue.app import build
from segue.domain.event import Event, EventKind, ListenerId, Offset, TrackRef
from segue.profiles.profile import Profile
from segue.settings import Settings

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("cycles", [7, pytest.param(20, marks=pytest.mark.slow)])
def test_kills_lose_and_double_nothing(tmp_path, cycles):
    """`make torture` runs 200. Every fifth cycle kills an import too, every seventh fills the disk before."""
    found = torture(tmp_path / "home", cycles=cycles, seed=20)
    assert (found.lost, found.doubled, found.unknown, found.faults) == (0, 0, 0, [])
    assert found.kills >= cycles
    assert (found.imports_killed, found.disks_filled) == (cycles // 5, cycles // 7)
    assert found.acknowledged > 0


def opened(home):
    app = build(Settings(home=home))
    if app.accounts.named("anna") is None:
        app.accounts.add("anna", "Europe/Berlin", START)
    return app


def listen(app, first, count):
    """`count` batches of three events each, in order."""
    anna = app.accounts.named("anna")
    for batch in range(first, first + count):
        events = [
            Event(
                f"e-{batch}-{i}",
                (EventKind.PLAY, EventKind.SKIP, EventKind.COMPLETE)[i],
                START + timedelta(minutes=batch, seconds=i),
                track=TrackRef(title=f"Song {batch % 7}", artist=f"Band {batch % 3}"),
                position_ms=1000 * i,
                duration_ms=200_000,
            )
            for i in range(3)
        ]
        app.recorder.submit(anna, events).result()
    return anna.id


def made_of_log(app, listener: ListenerId) -> Profile:
    profile = Profile(listener)
    for batch in app.log.read(Offset(0), 10_000, listener):
        profile.update(batch.events, batch.offset, ZoneInfo("Europe/Berlin"))
    return profile


def test_an_older_state_file_under_a_newer_log_is_caught_up(tmp_path):
    home, backup = tmp_path / "home", tmp_path / "backup.db"
    app = opened(home)
    listen(app, 0, 5)
    app.follower.sweep()
    app.close()
    shutil.copy(home / "state.db", backup)

    app = opened(home)
    listen(app, 5, 5)
    app.follower.sweep()
    app.close()
    shutil.copy(backup, home / "state.db")

    app = opened(home)
    try:
        assert app.follower.lag() == 5
        app.follower.sweep()
        anna = app.accounts.named("anna").id
        assert same(app.features.read(anna), made_of_log(app, anna))
        assert app.follower.lag() == 0
    finally:
        app.close()


def test_a_deleted_state_file_is_rebuilt_from_the_log(tmp_path):
    home = tmp_path / "home"
    app = opened(home)
    listen(app, 0, 6)
    app.follower.sweep()
    app.close()
    (home / "state.db").unlink()

    app = opened(home)
    try:
        app.follower.sweep()
        anna = app.accounts.named("anna").id
        assert same(app.features.read(anna), made_of_log(app, anna))
    finally:
        app.close()


def test_a_catalogue_that_lost_its_last_tracks_knows_them_again_from_the_log(tmp_path):
    home = tmp_path / "home"
    app = opened(home)
    listen(app, 0, 7)
    tracks = {e.track_id for b in app.log.read(Offset(0), 100) for e in b.events}
    app.log.close()  # and then it dies: nothing was swept, nothing saved
    app.features.close()
    app.slates.close()
    app.engine.dispose()

    app = opened(home)
    try:
        assert len(app.catalog) == 0
        app.follower.sweep()
        assert {t.id for t in app.catalog} == tracks
    finally:
        app.close()


def test_batches_read_twice_change_nothing(tmp_path):
    app = opened(tmp_path / "home")
    try:
        anna = listen(app, 0, 4)
        app.follower.sweep()
        once = app.features.read(anna)
        app.follower._consumed = Offset(0)  # as a consumer whose offset was not saved
        app.follower.sweep()
        assert app.features.read(anna) == once
        with app.follower.use(anna) as live:
            assert live.to_stored() == once
    finally:
        app.close()


def test_batches_erased_before_they_were_read_leave_no_lag(tmp_path):
    app = opened(tmp_path / "home")
    listen(app, 0, 3)
    app.log.erase(listen(app, 3, 1))
    app.follower.sweep()
    assert app.follower.lag() == 0
    app.close()


def test_callers_who_give_up_do_not_stop_the_log(tmp_path):
    """A request that is cancelled cancels the future it waits for."""
    app = opened(tmp_path / "home")
    try:
        listen(app, 0, 1)
        anna = app.accounts.named("anna")
        events = [
            Event(f"given-up-{i}", EventKind.PLAY, START, track=TrackRef(title="A", artist="B")) for i in range(300)
        ]
        for event in events:
            app.recorder.submit(anna, [event]).cancel()
        listen(app, 1, 1)
        logged = [e.event_id for b in app.log.read(Offset(0), 1000) for e in b.events]
        assert logged[-3:] == ["e-1-0", "e-1-1", "e-1-2"]
        assert len(set(logged)) == len(logged)
    finally:
        app.close()


def test_an_older_log_under_a_newer_state_file_begins_the_profiles_anew(tmp_path):
    """Offsets are given again then; profiles that stand at the old ones would not take the new events in."""
    home, backup = tmp_path / "home", tmp_path / "backup.db"
    app = opened(home)
    listen(app, 0, 2)
    app.close()
    shutil.copy(home / "log.db", backup)
    app = opened(home)
    listen(app, 2, 8)
    app.follower.sweep()
    app.close()
    for file in home.glob("log.db*"):
        file.unlink()
    shutil.copy(backup, home / "log.db")
    app = opened(home)
    anna = listen(app, 20, 3)
    app.follower.sweep()
    with app.follower.use(anna) as profile:
        assert same(profile.to_stored(), made_of_log(app, anna))
    app.close()
