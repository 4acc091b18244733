"""The lake and the log say the same: whatever comes late or twice, whatever is killed, erased or made again."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from benchmarks.torture.books import Books
from segue.app import App, build
from segue.domain.event import Event, EventKind, ListenerId, Offset, TrackRef, Whole
from segue.domain.slate import Request, Slate
from segue.domain.track import Track
from segue.flows.rebuild import offset_before, rebuild
from segue.settings import Settings
from tests.flows.lake_files import everything
from tests.flows.server_process import Child, Nursery, ServerProcess, add_listener, eventually

START = datetime(2026, 3, 1, 18, tzinfo=UTC)
NAMES = ("anna", "bernd")


def opened(home: Path) -> App:
    app = build(Settings(home=home))
    for name in NAMES:
        if app.accounts.named(name) is None:
            app.accounts.add(name, "Europe/Berlin", START)
    return app


@pytest.fixture
def app(tmp_path):
    app = opened(tmp_path / "home")
    yield app
    app.close()


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
    days = {day: evening(day, rng) for day in range(10)}
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


@pytest.mark.parametrize("seed", range(4))
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


_DIES = """
import os, sys
from pathlib import Path
from segue.adapters.embedded import lake_table
from segue.app import build
from segue.settings import Settings

left = int(sys.argv[2])
append = lake_table.Table.append

def dying(self, *args):
    global left
    left -= 1
    if left == 0 and sys.argv[3] == "before":
        os.kill(os.getpid(), 9)
    append(self, *args)
    if left == 0:
        os.kill(os.getpid(), 9)

lake_table.Table.append = dying
build(Settings(home=Path(sys.argv[1]))).keeper.sweep()
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("commit", [1, 2, 3, 4])
def test_a_kill_between_two_commits_loses_and_doubles_nothing(tmp_path, commit, when):
    """Events, slates, listens, sessions: the tables stand at different offsets then, and catch up."""
    app = opened(tmp_path / "home")
    filled(app, 2)
    app.keeper.sweep()
    filled(app, 4, seed=2)
    app.close()
    died = subprocess.run([sys.executable, "-c", _DIES, str(tmp_path / "home"), str(commit), when], check=False)
    assert died.returncode == -9
    app = opened(tmp_path / "home")
    try:
        offsets = {name: app.lake.offset(name) for name in ("events", "slates", "listens", "sessions")}
        assert len(set(offsets.values())) == (1 if (commit, when) in ((1, "before"), (4, "after")) else 2), offsets
        app.keeper.sweep()
        agrees(app)
    finally:
        app.close()


def test_a_replay_gives_what_was_there(app):
    filled(app)
    app.refresher.run(START + timedelta(days=20), seed=1)
    show(app, "anna", 1)
    app.follower.sweep()
    app.keeper.sweep()
    before = everything_said(app)
    middle = offset_before(app.log, START + timedelta(days=6))
    assert 0 < middle < app.log.end()
    for after in (Offset(0), middle, app.log.end()):
        rebuild(app.log, app.follower, app.keeper, after)
        assert everything_said(app) == before, after
        agrees(app)


def test_a_home_without_lake_and_state_is_made_again_from_the_log(tmp_path):
    home = tmp_path / "home"
    app = opened(home)
    filled(app)
    app.follower.sweep()
    app.keeper.sweep()
    before = everything_said(app)
    app.close()
    shutil.rmtree(home / "lake")
    for file in home.glob("state.db*"):
        file.unlink()
    app = opened(home)
    try:
        app.follower.sweep()
        app.keeper.sweep()
        assert everything_said(app) == before
        agrees(app)
    finally:
        app.close()


def test_maintaining_changes_no_row(app):
    filled(app)
    for day in range(40):
        tell(app, "anna", evening(30 + day, np.random.default_rng(day)))
        app.keeper.sweep()
    before = everything_said(app)
    done = {one.table: one for one in app.keeper.maintain()}
    assert {one.files for one in done.values()} <= {0, 1}
    assert everything_said(app) == before
    agrees(app)


def test_maintaining_beside_a_server_and_killed_in_the_middle(tmp_path):
    """Two processes write; one of them dies again and again while it puts the tables in order."""
    home = tmp_path / "home"
    token = add_listener(home, "anna")
    told = 0

    def tell_some(server: ServerProcess) -> None:
        nonlocal told
        track = {"title": "A", "artist": "B"}
        at = START + timedelta(minutes=4 * told)
        events = [{"event_id": f"e{told}", "kind": "complete", "at": at.isoformat(), "track": track}]
        assert server.ask("POST", "/api/v1/events", msgspec.json.encode({"events": events}), token)[0] == 202
        told += 1

    with Nursery() as nursery, ServerProcess(home, "--lake-every", "0.1", nursery=nursery) as server:
        for patience_s in (0.1, 0.2, 0.4, 0.8, None):
            maintaining = Child(["--home", str(home), "maintain"], nursery)
            until = time.monotonic() + (patience_s or 60)
            while maintaining.running and time.monotonic() < until:
                tell_some(server)
                time.sleep(0.02)
            maintaining.end() if patience_s else maintaining.wait()
        assert not any("Traceback" in line for line in server.said)
    app = build(Settings(home=home))
    try:
        agrees(app)
        assert app.lake.query("select count(*) n from listens")["n"].to_pylist() == [told]
        assert app.lake.query("select count(*) n from events")["n"].to_pylist() == [told]
    finally:
        app.close()


def test_an_older_log_begins_the_lake_anew(tmp_path):
    home, backup = tmp_path / "home", tmp_path / "backup"
    app = opened(home)
    filled(app, 2)
    app.close()
    backup.mkdir()
    for file in home.glob("log.db*"):
        shutil.copy(file, backup)
    app = opened(home)
    filled(app, 6, seed=3)
    app.keeper.sweep()
    app.close()
    for file in home.glob("log.db*"):
        file.unlink()
    for file in backup.iterdir():
        shutil.copy(file, home)
    app = opened(home)
    try:
        app.keeper.sweep()
        agrees(app)
    finally:
        app.close()


def test_nothing_of_who_was_forgotten_is_in_any_file_of_the_lake(app):
    filled(app, 5)
    only = TrackRef(title="Annas einziges Lied", artist="Annas Bruder", release="Im Keller")
    for number in range(4):  # several files, and listens that were corrected
        at = START + timedelta(days=40, minutes=number)
        told = Event(
            f"of-anna-{number}", EventKind.PROGRESS, at, track=only, device="annas-walkman", play_id="of-anna-play",
            position_ms=60_000 * number, duration_ms=300_000, context={"where": "annas-attic"},
        )  # fmt: skip
        tell(app, "anna", [told])
        app.keeper.sweep()
    app.refresher.run(START + timedelta(days=50), seed=1)
    anna, bernd = (app.accounts.named(name) for name in NAMES)
    show(app, "anna", 1)
    app.keeper.sweep()
    lake = app.settings.lake_path
    needles = [n.encode() for n in (anna.id, "of-anna", "einziges Lied", "Annas Bruder", "Im Keller", "annas-walkman",
                                    "annas-attic", "anna-phone")]  # fmt: skip
    assert [n for n in needles if n not in everything(lake)] == []
    kept = app.lake.query("select count(*) n from listens where listener = ?", [bernd.id])
    assert app.forget(anna.id).removed["lake"] > 0
    left = everything(lake)
    assert [n for n in needles if n in left] == []
    assert app.lake.query("select count(*) n from listens where listener = ?", [bernd.id]).equals(kept)
    app.keeper.sweep()
    agrees(app)


def test_a_sweep_that_read_before_the_forgetting_does_not_bring_them_back(app, monkeypatch):
    """Another process forgets while this one is between reading the log and writing the lake."""
    filled(app, 2)
    anna = app.accounts.named("anna").id
    chunks = app.keeper._chunks

    def slowly(after):
        for batches in chunks(after):
            other = build(app.settings)
            other.forget(anna)
            other.close()
            yield batches

    monkeypatch.setattr(app.keeper, "_chunks", slowly)
    app.keeper.sweep()
    assert anna.encode() not in everything(app.settings.lake_path)
    agrees(app)


def test_a_server_fills_the_lake_and_goes_on_when_it_cannot(tmp_path):
    """A file where the folder should be: no commit is possible, until it is away."""
    home = tmp_path / "home"
    token = add_listener(home, "anna")
    (home / "lake").write_text("in the way")
    body = msgspec.json.encode(
        {
            "events": [
                {
                    "event_id": "e1",
                    "kind": "complete",
                    "at": "2026-03-04T05:06:07Z",
                    "track": {"title": "A", "artist": "B"},
                }
            ]
        }
    )
    with ServerProcess(home) as server:
        assert server.ask("POST", "/api/v1/events", body, token)[0] == 202
        server.await_consumer()
        eventually(lambda: any("lake" in line for line in server.said), "it says what is wrong")
        assert server.ask("GET", "/health/ready")[0] == 200
        (home / "lake").unlink()
    app = build(Settings(home=home))  # the server wrote it when it ended
    try:
        assert app.lake.query("select event_id from events")["event_id"].to_pylist() == ["e1"]
        assert app.keeper.lag() == 0
        agrees(app)
    finally:
        app.close()
    assert os.stat(home / "lake").st_mode


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
