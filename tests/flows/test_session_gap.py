"""The gap between sessions fits how people here listen, and the tables follow it."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from segue.app import build
from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.listening.sessions import GAP_MS
from segue.settings import Settings

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def app(tmp_path):
    made = build(Settings(home=tmp_path))
    yield made
    made.close()


def tell(app, days: int) -> None:
    """Six visits a day with 75 minutes between most of them, never over midnight; songs follow within seconds."""
    app.accounts.add("ann", "UTC", START)
    ann, r, told = app.accounts.named("ann"), np.random.default_rng(3), []
    for day in range(days):
        at = START + timedelta(days=day, hours=6)
        for visit in range(6):
            for song in range(5):
                told.append(
                    Event(f"{day}-{visit}-{song}", EventKind.COMPLETE, at, track=TrackRef(title=f"{song}", artist="a"),
                          played_ms=200_000, duration_ms=200_000, whole=Whole.START)
                )  # fmt: skip
                at += timedelta(seconds=200 + float(r.uniform(1, 500)))
            at += timedelta(minutes=float(r.uniform(70, 80)))
    for i in range(0, len(told), 500):
        app.recorder.submit(ann, told[i : i + 500]).result()


def sessions(app) -> int:
    app.keeper.sweep()
    return app.lake.query("select count(*) n from sessions")["n"][0].as_py()


def test_a_valley_between_minutes_and_hours_is_found_and_sessions_are_numbered_anew(app):
    tell(app, 20)
    assert sessions(app) == 120
    app.keeper.maintain()
    fitted = int((app.settings.home / "session_gap_ms").read_text())
    assert 500_000 < fitted < 70 * 60_000
    assert fitted != GAP_MS
    assert sessions(app) == 120  # nothing lies between the two thresholds, and nothing is lost or doubled
    listens = app.lake.query("select count(*) n, count(distinct listen_id) d from listens").to_pylist()[0]
    assert listens == {"n": 600, "d": 600}
    before = app.lake.query("select * from sessions order by session_id")
    app.keeper.maintain()
    assert app.lake.query("select * from sessions order by session_id").equals(before)


def test_with_little_to_go_by_it_is_half_an_hour(app):
    tell(app, 2)
    app.keeper.sweep()
    app.keeper.maintain()
    assert not (app.settings.home / "session_gap_ms").exists()


def test_a_setting_has_the_word(tmp_path):
    app = build(Settings(home=tmp_path, session_gap_s=5 * 3600.0))
    tell(app, 20)
    assert sessions(app) == 20
    app.keeper.maintain()
    assert sessions(app) == 20
    app.close()
