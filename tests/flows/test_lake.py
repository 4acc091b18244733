"""The lake and the log say the same: whatever comes late, twice or out of order, whoever is linked."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from segue.domain.event import Event, EventKind, ListenerId, Offset, TrackRef, Whole
from tests.flows.lake_world import NAMES, START, agrees, evening, everything_said, filled, opened, show, tell


@pytest.fixture
def app(tmp_path):
    app = opened(tmp_path / "home")
    yield app
    app.close()


def test_small_batches_and_a_large_one_say_the_same(app):
    rng = np.random.default_rng(5)
    events = [e for day in range(6) for e in evening(day, rng)]
    for event in events:
        tell(app, "anna", [event])
    for start in range(0, len(events), 7):
        tell(app, "bernd", events[start : start + 7])
        app.keeper.sweep()
    agrees(app)
    anna, bernd = (app.accounts.named(name).id for name in NAMES)
    sql = "select * exclude (listener) from listens where listener = ? order by start"
    assert app.lake.query(sql, [anna]).equals(app.lake.query(sql, [bernd]))


def test_a_batch_that_comes_twice_is_written_once(app):
    filled(app, 3)
    app.keeper.sweep()
    before = everything_said(app)
    assert app.keeper.sweep() == 0
    from segue.lake.rows import event_rows

    batches = app.log.read(Offset(0), 100)
    assert not app.lake.append("events", event_rows(batches), Offset(0), batches[-1].offset)
    assert everything_said(app) == before


def test_what_comes_late_and_out_of_order_corrects_the_tables(app):
    """Each evening in pieces, days mixed, some of it weeks after."""
    rng = np.random.default_rng(7)
    days = {day: evening(day, rng) for day in range(0, 40, 8)}
    pieces = [days[day][part::3] for day in days for part in range(3)]
    for number in rng.permutation(len(pieces)):
        if pieces[number]:
            tell(app, "anna", pieces[number])
            app.keeper.sweep()
            agrees(app)
    told = app.lake.query("select count(*) n, count(distinct listen_id) d from listens").to_pylist()
    assert told[0]["n"] == told[0]["d"] > 0


def test_two_sessions_become_one_when_what_was_between_them_comes(app):
    def play(number: int, minutes: int) -> Event:
        at = START + timedelta(minutes=minutes)
        ref = TrackRef(title=f"Song {number}", artist="Band")
        return Event(f"p{number}", EventKind.COMPLETE, at, track=ref, whole=Whole.START, played_ms=180_000,
                     duration_ms=180_000)  # fmt: skip

    tell(app, "anna", [play(1, 0), play(3, 50)])
    app.keeper.sweep()
    assert app.lake.query("select listens from sessions order by start")["listens"].to_pylist() == [1, 1]
    tell(app, "anna", [play(2, 25)])
    app.keeper.sweep()
    assert app.lake.query("select listens from sessions")["listens"].to_pylist() == [3]
    taken = Event(
        "gone", EventKind.DELETE_LISTEN, START + timedelta(minutes=25), track=TrackRef(title="Song 2", artist="Band")
    )
    tell(app, "anna", [taken])
    app.keeper.sweep()
    assert app.lake.query("select listens from sessions order by start")["listens"].to_pylist() == [1, 1]
    agrees(app)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_whatever_is_told_in_whatever_order(app, seed):
    """Moments and wholes without sense, some of them days apart or with wrong positions, shuffled."""
    rng = np.random.default_rng(seed)
    kinds = [EventKind(k) for k in ("play", "pause", "resume", "skip", "complete", "seek", "progress", "stop")]
    at, events = START, []
    for number in range(240):
        hours = rng.exponential(8) if rng.random() < 0.1 else rng.exponential(0.05)
        at += timedelta(hours=float(hours))
        kind = kinds[rng.integers(len(kinds))] if rng.random() < 0.98 else EventKind.DELETE_LISTEN
        ends = kind in (EventKind.SKIP, EventKind.COMPLETE)
        whole = Whole(str(rng.choice(["start", "end", "either"]))) if ends and rng.random() < 0.4 else None

        def perhaps(value: object, share: float = 0.6) -> Any:
            return value if rng.random() < share else None

        events.append(
            Event(
                f"e{number}", kind, at, track=TrackRef(title=f"Song {rng.integers(6)}", artist="Band"),
                device=perhaps("phone"), position_ms=perhaps(int(rng.integers(200_000))), duration_ms=perhaps(200_000),
                dialect="native" if rng.random() < 0.5 else "lastfm", whole=whole,
                played_ms=perhaps(int(rng.integers(200_000))) if whole else None,
                play_id=perhaps(f"p{rng.integers(30)}", 0.3),
            )
        )  # fmt: skip
    shuffled = rng.permutation(240) if seed % 2 else np.argsort(np.arange(240) + rng.exponential(8, 240))
    for start in range(0, 240, 24):
        tell(app, "anna", [events[i] for i in shuffled[start : start + 24]])
        app.keeper.sweep()
        agrees(app)


def test_what_was_shown_is_in_the_slates_once(app):
    filled(app, 4)
    app.refresher.run(START + timedelta(days=20), seed=1)
    slates = show(app, "anna", 3)
    for _ in range(2):
        app.keeper.sweep()
    rows = app.lake.query("select * from slates order by knew, log_offset, rank").to_pylist()
    assert [(r["slate_id"], r["track_id"], r["rank"]) for r in rows] == [
        (s.slate_id, t.id, rank) for s in slates for rank, t in enumerate(s.tracks)
    ]
    first, shown = rows[0], slates[0].tracks[0]
    assert (first["score"], first["sources"], first["reason"]) == (shown.score, list(shown.sources), shown.reason.code)
    assert (first["model"], first["recipe"], first["at"]) == (slates[0].model, "for_you", START + timedelta(days=50))
    agrees(app)


def test_links_decide_whose_listens_they_are(app):
    """What an anonymous id told counts for who signed in; taken back, it does not any more."""
    from segue.accounts.links import How

    rng = np.random.default_rng(3)
    tell(app, "anna", evening(0, rng, name="a"))
    tell(app, "bernd", evening(1, rng, device="radio", name="b"))
    app.keeper.sweep()
    anna, bernd = (app.accounts.named(name).id for name in NAMES)

    def whose() -> set[ListenerId]:
        return set(app.lake.query("select distinct listener from listens")["listener"].to_pylist())

    assert whose() == {anna, bernd}
    link = app.accounts.links.link(bernd, anna, How.EXPLICIT, START)
    app.keeper.sweep()
    assert whose() == {anna}
    agrees(app)
    app.accounts.links.undo(link.id, START)
    app.keeper.sweep()
    assert whose() == {anna, bernd}
    agrees(app)
