"""segue-client against real servers that come, go, die and run out of disk."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from segue_client import Client, NoAnswer, Track

from segue.domain.event import EventKind
from tests.flows.server_process import eventually

SONG = Track(title="Hyperballad", artist="Björk")


def test_every_method_is_an_event_that_the_server_takes(home: Any) -> None:
    at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    with home.serve(), home.client(clock=lambda: at) as segue:
        play = segue.play(SONG, duration_ms=321_000, slate_id="s1", reason_start="clickrow")
        moments = [
            play.progress(10_000), play.pause(20_000), play.resume(20_000), play.seek(5_000, from_ms=30_000),
            play.like(), play.skip(40_000, reason_end="fwdbtn"),
        ]  # fmt: skip
        others = [
            segue.stop(SONG, 1), segue.complete(SONG), segue.unlike(SONG), segue.ban(SONG), segue.unban(SONG),
            segue.rate(SONG, 4), segue.comment(SONG, "good"), segue.save(SONG), segue.share(SONG),
            segue.bookmark(SONG, 9_000), segue.search("봄 설레임", 3), segue.pause(SONG, 1), segue.resume(SONG, 1),
            segue.seek(SONG, 1), segue.progress(SONG, 1), segue.skip(SONG, 1),
            segue.tell("queue", extra={"tracks": ["a"]}, context={"activity": "running"}),
        ]  # fmt: skip
        assert segue.flush()
    assert home.refused == []
    told = {e.event_id: e for e in home.events()}
    assert set(told) >= {*moments, *others}
    assert len(told) == 1 + len(moments) + len(others)
    assert {e.device for e in told.values()} == {"kitchen"}
    assert {e.told_at for e in told.values()} == {at}  # the server sees by `sent_at` how far this clock is off
    assert {e.play_id for e in told.values() if e.event_id in moments} == {play.play_id}
    seek, skip = told[moments[3]], told[moments[5]]
    assert (seek.position_ms, seek.extra["from_ms"]) == (5_000, 30_000)
    assert (skip.kind, skip.position_ms, skip.duration_ms) == (EventKind.SKIP, 40_000, 321_000)
    assert (skip.slate_id, skip.reason_start, skip.reason_end) == ("s1", None, "fwdbtn")
    assert told[others[5]].extra["rating"] == 4
    assert told[others[10]].extra == {"query": "봄 설레임", "results": 3}


def test_told_offline_arrives_when_the_server_is_there(home: Any, tmp_path: Path) -> None:
    with home.client(queue=tmp_path / "queue.db") as segue:
        ids = [segue.complete(SONG) for _ in range(250)]
        assert not segue.flush(0.2)
        assert segue.queued == 250
        assert home.troubles == ["the server does not answer (ConnectError)"]  # once
        with home.serve():
            eventually(lambda: segue.queued == 0, "the queue is empty")
        assert home.ids() == ids


def test_the_queue_outlives_the_process_that_filled_it(home: Any, tmp_path: Path) -> None:
    queue = tmp_path / "queue.db"
    program = f"""
import sys
from segue_client import Client
segue = Client("http://127.0.0.1:{home.port}", {home.token!r}, queue={str(queue)!r})
for i in range(1_000_000):
    print(segue.complete("6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"), flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(300)]
        os.kill(process.pid, signal.SIGKILL)
        said += [line.strip() for line in process.stdout if line.endswith("\n")]
    with home.serve(), home.client(queue=queue) as segue:
        assert segue.flush(60)
    logged = home.ids()
    assert len(logged) == len(set(logged))
    assert set(said) <= set(logged)
    assert len(logged) <= len(said) + 1  # one may have been queued and not yet said


def test_a_server_that_is_killed_in_the_middle_loses_and_doubles_nothing(home: Any, tmp_path: Path) -> None:
    ids: list[str] = []
    with home.client(queue=tmp_path / "queue.db", batch_size=20) as segue:
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                ids.append(segue.complete(SONG))

        listening = threading.Thread(target=listen)
        listening.start()
        for n in range(4):
            server = home.serve()
            server.await_port()
            eventually(lambda n=n: len(home.ids()) > 50 * (n + 1), "some arrive")  # type: ignore[misc]
            server.kill()
        done.set()
        listening.join()
        with home.serve():
            assert segue.flush(60)
    assert sorted(home.ids()) == sorted(ids)


def test_one_bad_event_is_told_and_the_others_count(home: Any) -> None:
    with home.serve(), home.client(batch_every_s=60) as segue:
        good = [segue.like(SONG), segue.like(Track(mbid="6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"))]
        segue.like(Track(title="no artist"))
        segue.tell("dance")
        good.append(segue.complete(SONG))
        assert segue.flush()
        assert segue.queued == 0
    assert [(r.event["kind"], r.field) for r in home.refused] == [("like", "track"), ("dance", "kind")]
    assert home.ids() == good


def test_the_same_key_twice_counts_once(home: Any) -> None:
    with home.serve():
        for _ in range(2):
            with home.client() as segue:
                segue.complete(SONG, event_id="mine:1")
    assert home.ids() == ["mine:1"]


def test_an_answer_that_was_lost_on_the_way_changes_nothing(home: Any, tmp_path: Path) -> None:
    class Lossy(httpx.HTTPTransport):
        """Every other answer is lost after the server gave it."""

        asked = 0

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = super().handle_request(request)
            Lossy.asked += 1
            if Lossy.asked % 2:
                answer.close()
                raise httpx.ReadError("lost")
            return answer

    with home.serve(), home.client(queue=tmp_path / "q.db", batch_size=10, transport=Lossy()) as segue:
        ids = [segue.complete(SONG) for _ in range(100)]
        assert segue.flush(30)
        assert Lossy.asked >= 20
    assert home.ids() == ids


def test_a_full_disk_at_the_server_is_waited_out(home: Any) -> None:
    with home.serve() as server, home.client() as segue:
        segue.complete(SONG)
        assert segue.flush()
        server.limit_files(40_000)
        ids = [segue.complete(SONG, context={"note": "x" * 500}) for _ in range(500)]
        assert not segue.flush(1.0)
        eventually(lambda: any("cannot write" in said for said in home.troubles), "the server said so")
        assert segue.queued
        server.limit_files(None)
        eventually(lambda: segue.queued == 0, "it went on by itself after Retry-After")
    assert set(ids) <= set(home.ids())
    assert home.refused == []


def test_next_takes_the_news_along(home: Any) -> None:
    with home.serve(), home.client(batch_every_s=60) as segue:
        for title in ("Jóga", "Hunter", "Bachelorette"):
            segue.complete(Track(title=title, artist="Björk"), at=datetime.now(UTC) - timedelta(days=2))
        first = segue.next(n=3)
        assert segue.queued == 0
        assert {t.artist for t in first.tracks} == {"Björk"}
        segue.skip(first.tracks[0], 4_000, slate_id=first.slate_id)
        second = segue.next(n=3)
        assert first.tracks[0].id not in {t.id for t in second.tracks}
        assert any(c.change == "left" and c.id == first.tracks[0].id for c in second.changes)
        assert [t.id for t in segue.recommendations(n=3).tracks] == [t.id for t in second.tracks]
        with pytest.raises(NoAnswer, match="there is no recipe"):
            segue.next(recipe="nonsense")


def test_next_without_a_server_says_so_and_keeps_the_events(home: Any) -> None:
    with home.client(batch_every_s=60) as segue:
        segue.skip(SONG, 1)
        with pytest.raises(NoAnswer, match="does not answer"):
            segue.next()
        assert segue.queued == 1
        with home.serve():
            segue.next()
            assert segue.queued == 0


def test_a_wrong_token_keeps_the_events_and_is_told_once(home: Any, tmp_path: Path) -> None:
    queue, troubles = tmp_path / "queue.db", []
    with home.serve():
        with Client(f"http://127.0.0.1:{home.port}", "nonsense", queue=queue, on_trouble=troubles.append) as segue:
            segue.complete(SONG)
            assert not segue.flush(0.2)
            assert not segue.flush(0.2)
            assert segue.queued == 1
        assert troubles == ["this token is nobody's"]
        with home.client(queue=queue) as segue:
            assert segue.flush()
    assert len(home.events()) == 1


def test_the_example_of_the_docs_runs(home: Any, tmp_path: Path) -> None:
    script = Path(__file__).parents[3] / "examples" / "kitchen_radio.py"
    with home.serve():
        done = subprocess.run(
            [sys.executable, str(script), f"http://127.0.0.1:{home.port}"],
            env={**os.environ, "SEGUE_TOKEN": home.token, "XDG_STATE_HOME": str(tmp_path)},
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
    assert "next:" in done.stdout
    told = [e.kind.value for e in home.events() if e.kind != EventKind.IMPRESSION]  # those the server notes itself
    assert told == ["play", "complete", "play", "skip", "play", "complete"]
