"""The lake and the log say the same: whatever is killed, made again, maintained or erased."""

import os
import shutil
import subprocess
import sys
import time
from datetime import timedelta

import msgspec
import numpy as np
import pytest

from segue.app import build
from segue.domain.event import Event, EventKind, Offset, TrackRef
from segue.flows.rebuild import offset_before, rebuild
from segue.settings import Settings
from tests.flows.lake_files import everything
from tests.flows.lake_world import NAMES, START, agrees, evening, everything_said, filled, opened, show, tell
from tests.flows.server_process import Child, Nursery, ServerProcess, add_listener, eventually


@pytest.fixture
def app(tmp_path):
    app = opened(tmp_path / "home")
    yield app
    app.close()


_DIES = """
import os, sys
from pathlib import Path
from segue.adapters.embedded import lake_table
from segue.app import build
from segue.settings import Settings

append = lake_table.Table.append

def sweep(home, left, when):
    def dying(self, *args):
        nonlocal left
        left -= 1
        if left == 0 and when == "before":
            os.kill(os.getpid(), 9)
        append(self, *args)
        if left == 0:
            os.kill(os.getpid(), 9)

    lake_table.Table.append = dying
    build(Settings(home=Path(home))).keeper.sweep()

build(Settings(home=Path(sys.argv[1]))).close()
for line in sys.stdin:
    home, commit, when = line.rstrip().split("\\t")
    child = os.fork()
    if not child:
        try:
            sweep(home, int(commit), when)
        finally:
            os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def dies(tmp_path_factory):
    """Called with a home, a commit and "before" or "after": how a process ended that was to sweep and die there.

    One process imports everything and forks those that die.
    """
    warm = tmp_path_factory.mktemp("warm") / "home"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _DIES, str(warm)], stdin=pipe, stdout=pipe, text=True) as forking:

        def die(home, commit, when):
            print(home, commit, when, sep="\t", file=forking.stdin, flush=True)
            return int(forking.stdout.readline())

        yield die


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("commit", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3)), 4])
def test_a_kill_between_two_commits_loses_and_doubles_nothing(tmp_path, dies, commit, when):
    """Events, slates, listens, sessions: the tables stand at different offsets then, and catch up."""
    app = opened(tmp_path / "home")
    filled(app, 2)
    app.keeper.sweep()
    filled(app, 4, seed=2)
    app.close()
    assert dies(tmp_path / "home", commit, when) == -9
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
    for day in range(18):  # more commits than pass between two looks at what they left
        tell(app, "anna", evening(30 + day, np.random.default_rng(day)))
        app.keeper.sweep()
    before = everything_said(app)
    done = {one.table: one for one in app.keeper.maintain()}
    assert {one.files for one in done.values()} <= {0, 1}
    assert everything_said(app) == before
    agrees(app)


@pytest.mark.slow
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
