"""Queue, waiting times and odd answers, without a server."""

import gzip
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from segue_client import Client, Refused
from segue_client.backoff import Backoff, retry_after_s
from segue_client.outbox import Outbox

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TRACK = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"


def test_waits_double_up_to_a_limit_with_full_jitter() -> None:
    asked = []

    def uniform(low: float, high: float) -> float:
        asked.append((low, high))
        return high

    backoff = Backoff(1.0, 10.0, uniform)
    assert [backoff.failed(None) for _ in range(6)] == [1, 2, 4, 8, 10, 10]
    assert all(low == 0 for low, _ in asked)
    assert backoff.failed(30.0) == 31.0  # never before the server's own word
    backoff.worked()
    assert backoff.failed(None) == 1.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("5", 5), ("Sun, 01 Mar 2026 08:01:00 GMT", 60), ("Sun, 01 Mar 2020 08:01:00 GMT", 0), ("", None),
     (None, None), ("soon", None), ("-3", None), ("99999999999", 3600)],
)  # fmt: skip
def test_retry_after_in_both_spellings(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


def test_a_full_queue_gives_up_heartbeats_first_then_the_oldest(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "q.db", most=4)
    for i, kind in enumerate(["complete", "progress", "complete", "progress", "complete", "complete", "complete"]):
        box.put(kind, b"%d" % i)
    assert [one.body for one in box.take(10, 1000)] == [b"2", b"4", b"5", b"6"]
    assert (len(box), box.dropped) == (4, 3)
    box.close()


def test_a_broken_queue_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "q.db"
    path.write_bytes(b"this is no database, it is a poem" * 100)
    box = Outbox(path, 10)
    box.put("like", b"{}")
    assert len(box) == 1
    box.close()
    assert (tmp_path / "q.db.broken").exists()


def test_a_device_without_room_keeps_events_in_memory_and_writes_them_later(tmp_path: Path) -> None:
    path = tmp_path / "q.db"
    box = Outbox(path, 1000)
    box.put("like", b"first")
    other = sqlite3.connect(path, isolation_level=None)
    box._db.execute("pragma busy_timeout=1")
    other.execute("begin immediate")  # to the outbox this is a disk that does not write
    box.put("like", b"second")
    assert [one.body for one in box.take(10, 1000)] == [b"first", b"second"]
    other.execute("rollback")
    other.close()
    box.close()
    again = Outbox(path, 1000)
    assert [one.body for one in again.take(10, 1000)] == [b"first", b"second"]
    again.done(again.take(10, 1000))
    assert len(again) == 0
    again.close()


def test_batches_have_a_limit_in_bytes() -> None:
    box = Outbox(None, 1000)
    for _ in range(5):
        box.put("like", b"x" * 100)
    assert len(box.take(5, 250)) == 2
    assert len(box.take(5, 10)) == 1
    box.close()


def test_two_processes_may_share_a_queue(tmp_path: Path) -> None:
    one, two = Outbox(tmp_path / "q.db", 100), Outbox(tmp_path / "q.db", 100)
    one.put("like", b"a")
    two.put("like", b"b")
    assert len(one) == len(two) == 2
    one.done(one.take(9, 999))
    two.done(two.take(9, 999))
    assert len(one) == len(two) == 0
    one.close()
    two.close()


def _answering(*answers: httpx.Response) -> tuple[httpx.MockTransport, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers[min(len(asked), len(answers)) - 1]

    return httpx.MockTransport(answer), asked


def test_a_login_page_of_a_hotel_is_not_an_acknowledgement() -> None:
    troubles: list[str] = []
    transport, asked = _answering(httpx.Response(200, html="<h1>Welcome</h1>"))
    with Client("http://s", "t", batch_every_s=60, transport=transport, on_trouble=troubles.append) as segue:
        segue.like(TRACK)
        assert not segue.flush(0.2)
        assert segue.queued == 1
    assert troubles == ["what answered is not Segue"]
    assert asked


def test_the_clock_is_sent_along_and_the_token_is_no_part_of_the_address() -> None:
    receipt = httpx.Response(202, json={"accepted": 1, "rejected": [], "offset": 1})
    transport, asked = _answering(receipt)
    with Client("http://s", "secret", batch_every_s=60, transport=transport, clock=lambda: NOW) as segue:
        segue.like(TRACK, at=NOW - timedelta(hours=1))
        assert segue.flush()
    told = json.loads(asked[0].content)
    assert told["sent_at"] == NOW.isoformat()
    assert told["events"][0]["at"] == (NOW - timedelta(hours=1)).isoformat()
    assert "secret" not in str(asked[0].url)
    assert asked[0].headers["authorization"] == "Bearer secret"


def test_a_body_that_is_refused_whole_is_halved_until_the_bad_event_stands_alone() -> None:
    refused: list[Refused] = []

    def answer(request: httpx.Request) -> httpx.Response:
        packed = request.headers.get("content-encoding") == "gzip"
        events = json.loads(gzip.decompress(request.content) if packed else request.content)["events"]
        if any(e.get("bad") for e in events):
            problem = {"type": "about:blank", "status": 400, "detail": "no"}
            return httpx.Response(400, json=problem, headers={"content-type": "application/problem+json"})
        return httpx.Response(202, json={"accepted": len(events), "rejected": [], "offset": 1})

    transport = httpx.MockTransport(answer)
    with Client("http://s", "t", batch_every_s=60, transport=transport, on_refused=refused.append) as segue:
        for i in range(20):
            segue.tell("like", TRACK, extra={"bad": True} if i == 7 else {"i": i})
        assert segue.flush()
        assert segue.queued == 0
    assert [(r.event["bad"], r.reason) for r in refused] == [(True, "no")]


def test_retry_after_is_kept_to_by_flush_too() -> None:
    transport, asked = _answering(httpx.Response(503, headers={"retry-after": "30"}))
    with Client("http://s", "t", batch_every_s=60, transport=transport) as segue:
        segue.like(TRACK)
        assert not segue.flush(0.3)
        assert len(asked) == 1
        assert not segue.flush(0.3)
        assert len(asked) == 1


def test_what_cannot_be_told_is_said_at_once() -> None:
    transport, _ = _answering(httpx.Response(503))
    segue = Client("http://s", "t", batch_every_s=60, transport=transport)
    with pytest.raises(ValueError, match="offset"):
        segue.like(TRACK, at=datetime(2026, 3, 1))  # noqa: DTZ001
    segue.close()
    with pytest.raises(ValueError, match="closed"):
        segue.like(TRACK)
    with pytest.raises(ValueError, match="batch_size"):
        Client("http://s", "t", batch_size=0)
