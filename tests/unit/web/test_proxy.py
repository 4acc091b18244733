"""Parts of the proxy by themselves: reading answers, headers, ranges, and events that wait for the disk."""

import asyncio
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.domain.event import Offset
from segue.ports import Unavailable
from segue.settings import Settings
from segue.web.protocols.subsonic.params import read_params
from segue.web.proxy import headers
from segue.web.proxy.answer import read_answer
from segue.web.proxy.call import Call, read_call
from segue.web.proxy.outbox import Outbox
from segue.web.proxy.relay import Relay
from segue.web.proxy.upstream import Upstream
from tests.unit.web.alone import alone

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
JSON = b'{"subsonic-response":{"version":"1.16.1","status":"ok","searchResult3":{"song":[{"id":"1"},{"id":"2"}]}}}'
XML = (
    b'<?xml version="1.0"?>\n<subsonic-response xmlns="http://subsonic.org/restapi" status="ok" version="1.16.1">'
    b'<searchResult3><song id="1"/><song id="2"/></searchResult3></subsonic-response>'
)


@pytest.mark.parametrize("body", [JSON, b"cb(" + JSON + b");", XML])
def test_answers_are_read_in_every_form(body: bytes) -> None:
    answer = read_answer(body, True, search=True)
    assert answer.ok
    assert answer.found == {"song": 2, "album": 0, "artist": 0}
    assert read_answer(body[:120], False, search=True).found is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>ok</html>",
        JSON.replace(b'"ok"', b'"failed"'),
        XML.replace(b'"ok"', b'"failed"'),
        b'{"song": {"title": "status: ok"}}',
    ],
)
def test_what_does_not_say_ok_did_not_happen(body: bytes) -> None:
    assert not read_answer(body, True, search=True).ok


def test_a_document_type_is_not_read() -> None:
    assert read_answer(b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + XML[22:], True, search=True).found is None


@given(st.binary(max_size=300), st.booleans())
def test_no_answer_makes_it_fail(body: bytes, whole: bool) -> None:
    read_answer(body, whole, search=True)
    read_answer(JSON[:60] + body, whole, search=True)
    read_answer(XML[:120] + body, whole, search=True)


def test_headers_of_the_hop_and_those_that_connection_names_stay() -> None:
    given_ = [
        (b"Connection", b"close, X-One"),
        (b"x-one", b"1"),
        (b"Date", b"now"),
        (b"X-Two", b"2"),
        (b"Upgrade", b"h2c"),
    ]
    assert headers.to_player(given_) == [(b"x-two", b"2")]


def call(query: str, form: str = "", path: bytes = b"/rest/star.view", **more: str) -> Call:
    pairs = [(k.replace("_", "-").encode(), v.encode()) for k, v in more.items()]
    scope = {"raw_path": path, "method": "GET", "headers": pairs, "client": ("10.0.0.1", 1)}
    return read_call(scope, read_params(query, form), bool(form))


def test_whose_call_it_is_when_several_are_named() -> None:
    assert call("u=ann&t=x&s=y").user == "ann"
    assert call("u=ann", "u=ann").user == "ann"
    assert call("u=ann", "u=bob").user is None
    assert call("u=ann", remote_user="bob").user is None
    assert call("t=x", remote_user="bob").user == "bob"
    assert call("u=ann&apiKey=k").user is None
    assert call("u=ann&apiKey=k").key is None
    assert call("apiKey=k").key == "k"
    assert call("apiKey=k&apiKey=l").key is None


def test_what_a_call_shows_of_itself_hides_its_credentials() -> None:
    shown = repr(call("u=ann&p=secret&apiKey=key&t=proof"))
    for secret in ("secret", "key=", "proof"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://a:4533", "http://a:4533"),
        ("http://a:4533/", "http://a:4533"),
        ("https://a/music/", "https://a/music"),
        ("http://a/rest", "http://a"),
        ("http://[::1]:4533", "http://[::1]:4533"),
    ],
)
def test_addresses_of_servers(url: str, base: str) -> None:
    assert Upstream(url)._base == base


@pytest.mark.parametrize(
    "url", ["", "music.example.org", "ftp://x", "http://", "http://a:b@c", "http://x/?y", "http://x/#y"]
)
def test_what_is_no_address_of_a_server(url: str) -> None:
    with pytest.raises(ValueError, match="subsonic_upstream"):
        Upstream(url)


def message(song: str) -> dict[str, Any]:
    at = NOW.isoformat()
    return {
        "method": "star",
        "at": at,
        "client": "x",
        "params": {"id": [song]},
        "songs": {song: {"title": "T", "artist": "A"}},
    }


class _FullDisk:
    def __init__(self, real: Any) -> None:
        self.real = real
        self.full = True

    def submit(self, listener: Any, events: Any) -> "Future[Offset]":
        if not self.full:
            return self.real.submit(listener, events)  # type: ignore[no-any-return]
        done: Future[Offset] = Future()
        done.set_exception(Unavailable("the disk is full"))
        return done

    def hold(self, *told: Any) -> None:
        self.real.hold(*told)


class _Home:
    """The application with a disk that can be full."""

    def __init__(self, app: Any) -> None:
        self.recorder = _FullDisk(app.recorder)


def test_events_wait_for_the_disk_in_order_and_forget_whom_they_must(place: Any) -> None:
    ann, bob = place.app.accounts.named("ann"), place.app.accounts.named("bob")
    home = _Home(place.app)
    outbox = Outbox(home)  # type: ignore[arg-type]

    async def told() -> None:
        for song in ("one", "two"):
            await outbox.send(ann, message(song), NOW)
        await outbox.send(bob, message("three"), NOW)
        await outbox.again()
        assert outbox.listeners() == {ann.id, bob.id}
        outbox.erase(bob.id)
        home.recorder.full = False
        await outbox.again()
        await outbox.send(ann, {**message("x"), "method": "setRating", "params": {"id": ["x"]}}, NOW)

    alone(told())
    assert outbox.listeners() == set()
    assert len(place.ann.recorded()) == 2
    assert place.bob.recorded() == []
    assert [q.field for q in place.app.quarantine.list()] == ["params.rating"]


def test_a_body_that_trickles_or_never_ends_is_cut_off() -> None:
    said: list[dict[str, Any]] = []
    scope = {"type": "http", "method": "POST", "raw_path": b"/rest/star", "query_string": b"f=json", "client": None}
    scope["headers"] = [(b"content-length", b"99999999"), (b"content-type", b"application/x-www-form-urlencoded")]

    async def send(message: Any) -> None:
        said.append(message)

    async def trickle() -> Any:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def flood() -> Any:
        return {"type": "http.request", "body": b"x" * 10_000, "more_body": True}

    async def gone() -> Any:
        return {"type": "http.disconnect"}

    limits = Settings(home=Path("/nowhere"), slowest_body_s=0.1, max_body_bytes=100_000)
    relay = Relay(limits, None, None)  # type: ignore[arg-type]
    for receive, status in ((trickle, 408), (flood, 400)):
        said.clear()
        alone(relay(scope, receive, send))  # type: ignore[arg-type]
        assert said[0]["status"] == status
        assert b'"failed"' in said[1]["body"]
    said.clear()
    alone(relay(scope, gone, send))  # type: ignore[arg-type]
    assert said == []
