"""The short way for events gives the answers of the long one, and leaves to it whatever is unusual."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from segue.domain.consent import Purpose
from segue.ports import Unavailable
from segue.web.quick import Quick
from segue.web.server import front
from tests.unit.web.conftest import Person


@pytest.fixture
def quick(place: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The same home behind the whole front; `taken` counts what went the short way."""
    taken: list[int] = []
    answer = Quick._answer

    async def counted(self: Any, receipt: Any, send: Any) -> None:
        taken.append(receipt.accepted)
        await answer(self, receipt, send)

    monkeypatch.setattr(Quick, "_answer", counted)
    whole = front(place.app)
    with TestClient(whole._rest.app) as client:  # whose lifespan is the framework's
        client.app = whole
        client._transport.app = whole  # type: ignore[attr-defined]
        place.quick, place.taken = Person("ann", place.ann.token, client, place.app, 10_000), taken
        yield place


def _body(*events: Any) -> bytes:
    return json.dumps({"events": list(events)}).encode()


def test_usual_events_go_the_short_way_with_the_same_answer(quick: Any) -> None:
    event = quick.ann.event("like", quick.tracks["pop"][0])
    short = quick.quick.post("/api/v1/events", _body(event))
    long = quick.ann.post("/api/v1/events", _body(event))
    assert quick.taken == [1]
    assert (short.status_code, short.json()) == (long.status_code, long.json())
    assert short.json() == {"accepted": 1, "rejected": [], "offset": 1}
    wanted = {**long.headers}
    assert {k: v for k, v in short.headers.items() if k != "date"} == {k: v for k, v in wanted.items() if k != "date"}
    assert [e.event_id for e in quick.ann.recorded()] == [event["event_id"]]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}), (b"nonsense", {}), (b'{"events": []}', {}), (b'{"events": [{"kind": "like"}]}', {}),
        (_body({"event_id": "a", "kind": "dance", "at": 0}), {}),
        (_body({"event_id": "a", "kind": "login", "at": "2026-01-01T00:00:00Z", "odd": 1}), {}),
        (_body({"event_id": "a", "kind": "login", "at": "2026-01-01T00:00:00Z"}), {"segue-dialect": "nonsense"}),
        (_body({"event_id": "a", "kind": "login", "at": "2026-01-01T00:00:00Z"}), {"content-encoding": "br"}),
        (_body({"event_id": "a", "kind": "login", "at": "2026-01-01T00:00:00Z"}), {"authorization": "Bearer nobody"}),
        (_body({"event_id": "a", "kind": "login", "at": "2026-01-01T00:00:00Z"}), {"authorization": "Basic eDp5"}),
        (_body({"event_id": "a", "kind": "login", "at": "2026-01-01T00:00:00Z"}), {"authorization": ""}),
        (_body({"event_id": "a", "kind": "login", "at": "2026-01-01T00:00:00Z"}), {"origin": "https://x.example"}),
        (b" " * 70_000, {}),
    ],
)  # fmt: skip
def test_whatever_is_unusual_gets_the_answer_of_the_long_way(quick: Any, body: bytes, headers: dict[str, str]) -> None:
    short, long = (one.post("/api/v1/events", body, **headers) for one in (quick.quick, quick.ann))
    assert quick.taken == []
    assert (short.status_code, short.json()) == (long.status_code, long.json())


def test_who_does_not_allow_recording_is_told_so(quick: Any) -> None:
    listener = quick.app.accounts.named("ann")
    quick.app.accounts.withdraw(listener.id, Purpose.RECORD)
    assert quick.quick.post("/api/v1/events", _body(quick.ann.event("login"))).status_code == 403


def test_a_log_that_cannot_write_is_503_with_retry_after(quick: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import Future

    def full(*_: object) -> Any:
        done: Future[Any] = Future()
        done.set_exception(Unavailable("the event log cannot write: disk full"))
        return done

    monkeypatch.setattr(type(quick.app.log), "submit", full)
    answer = quick.quick.post("/api/v1/events", _body(quick.ann.event("login")))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_other_routes_are_the_frameworks(quick: Any, tmp_path: Path) -> None:
    assert quick.quick.slate(n=3).status_code == 200
    assert quick.quick.client.get("/api/v1/events").status_code == 405
    assert quick.taken == []
