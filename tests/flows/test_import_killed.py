"""An import that is killed with -9 is run again: it goes on, loses nothing, doubles nothing."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.import_history import written
from segue.adapters.embedded.event_log import SqliteEventLog
from segue.domain.event import Event, Offset

PATIENCE_S = 60


def command(home: Path, verb: str, source: Path) -> list[str]:
    return [
        sys.executable,
        "-m",
        "segue",
        "--home",
        str(home),
        "import",
        verb,
        str(source),
        "--listener",
        "me",
        "--json",
    ]


def killed(home: Path, verb: str, source: Path, batches: int) -> int:
    """Start the import, kill it when the log holds so many batches; returns how many it held then."""
    child = subprocess.Popen(command(home, verb, source), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_S
    try:
        while time.monotonic() < until and child.poll() is None:
            if held(home) >= batches:
                child.send_signal(signal.SIGKILL)
                break
            time.sleep(0.002)
    finally:
        child.kill()
    assert child.wait(PATIENCE_S) == -signal.SIGKILL, "it was over before it was killed"
    return held(home)


def held(home: Path) -> int:
    if not (home / "log.db").exists():
        return 0
    db = sqlite3.connect(home / "log.db", timeout=5)
    try:
        return int(db.execute("select count(*) from batch").fetchone()[0])
    except sqlite3.OperationalError:  # the table is not there yet
        return 0
    finally:
        db.close()


def again(home: Path, verb: str, source: Path) -> dict[str, int]:
    ran = subprocess.run(command(home, verb, source), capture_output=True, text=True, timeout=PATIENCE_S * 3)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, int] = json.loads(ran.stdout)
    return told


def events(home: Path) -> list[Event]:
    log = SqliteEventLog(home / "log.db")
    try:
        return [e for b in log.read(Offset(0), 100_000) for e in b.events]
    finally:
        log.close()


def spotify(path: Path) -> Path:
    written(path, 8_000)
    return path


def navidrome(path: Path) -> Path:
    """6,000 dated plays of 1,500 songs, each of which was played three more times before."""
    db = sqlite3.connect(path)
    db.executescript(
        """
        create table user (id text, user_name text);
        create table media_file (id text primary key, title text, artist text, album text, duration real);
        create table annotation (user_id text, item_id text, item_type text, play_count integer, play_date text,
          rating integer, starred integer, starred_at text);
        create table scrobbles (media_file_id text, user_id text, submission_time integer);
        insert into user values ('u', 'me');
        """
    )
    songs = range(1500)
    db.executemany("insert into media_file values (?, ?, 'A', 'B', 200)", [(f"m{i}", f"Song {i}") for i in songs])
    sql = "insert into annotation values ('u', ?, 'media_file', 7, '2026-03-01 08:15:30+01:00', 0, 0, null)"
    db.executemany(sql, [(f"m{i}",) for i in songs])
    times = [(f"m{i % 1500}", 1_760_000_000 + 300 * i) for i in range(6000)]
    db.executemany("insert into scrobbles values (?, 'u', ?)", times)
    db.commit()
    db.close()
    return path


@pytest.mark.parametrize(
    ("verb", "make", "total"),
    [("spotify", spotify, 8_000), pytest.param("navidrome", navidrome, 7_500, marks=pytest.mark.slow)],
)
def test_killed_twice_and_run_again(tmp_path: Path, verb: str, make: Callable[[Path], Path], total: int) -> None:
    source, home = make(tmp_path / "source"), tmp_path / "home"
    first = killed(home, verb, source, 2)
    second = killed(home, verb, source, first + 1)
    before = len(events(home))
    assert first < second
    assert 0 < before < total
    told = again(home, verb, source)
    assert told["new"] == total - before
    found = events(home)
    assert len({e.event_id for e in found}) == len(found) == total
    if verb == "navidrome":
        plays: Counter[str] = Counter()
        for event in found:
            plays[event.track.title if event.track else ""] += event.extra.get("plays", 1)
        assert set(plays.values()) == {7}
    whole = tmp_path / "whole"
    again(whole, verb, source)
    assert {e.event_id: e for e in events(whole)} == {e.event_id: e for e in found}
    assert again(home, verb, source)["new"] == 0
