"""Requests that no client means to send, each of which once was an answer 500: `make fuzz` found them."""

import json
import logging
import time
from hashlib import md5
from typing import Any

import pytest

from benchmarks.fuzz.exchange import Call, exchanged
from tests.unit.web.alone import alone

_HUGE = 10**400
_ITEM = "6b0c8e5e0f2b4a3f9d5e3b8a9d1c2f47"


def _sent(place: Any, path: str, body: bytes, *headers: tuple[bytes, bytes], gone: bool = False) -> Any:
    token = (b"authorization", b"Bearer " + place.ann.token.encode())
    call = Call("POST", path, b"", [token, *headers], [body], gone)
    return alone(exchanged(place.client.app, call))


@pytest.mark.parametrize("path", ["/api/v1/events", "/jellyfin/webhook", "/1/submit-listens", "/2.0", "/rest/ping"])
def test_a_client_that_hangs_up_is_no_failure(place: Any, path: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = _sent(place, path, b'{"events": [', gone=True)
    assert answer.status == 400
    assert not caplog.records


@pytest.mark.parametrize("length", [b"x", b"\xb2", b"-", b"9" * 5_000])
@pytest.mark.parametrize("path", ["/api/v1/events", "/2.0", "/rest/ping", "/1/submit-listens"])
def test_a_length_that_is_no_number(place: Any, path: str, length: bytes) -> None:
    answer = _sent(place, path, b"{}", (b"content-length", length))
    assert answer.status in (400, 413)


@pytest.mark.parametrize("length", [b"\xb2", b"9" * 5_000])
def test_a_beacon_with_such_a_length(place: Any, length: bytes) -> None:
    call = Call("POST", "/api/v1/events", b"", [(b"content-type", b"text/plain"), (b"content-length", length)], [b"{}"])
    answer = alone(exchanged(place.client.app, call))
    assert answer is not None
    assert answer.status in (401, 413)


@pytest.mark.parametrize("path", ["/sign-in", "/act", "/unlink", "/api/auth"])
@pytest.mark.parametrize("part", [b"\r\n\r\n\xc0\xff", b"\r\nContent-Type: text/plain; charset=klingon\r\n\r\nx"])
def test_a_form_in_no_encoding(place: Any, path: str, part: bytes) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="token"' + part + b"\r\n--b--\r\n"
    page = [(b"cookie", b"segue_token=" + place.ann.token.encode()), (b"sec-fetch-site", b"same-origin")]
    answer = _sent(place, path, body, (b"content-type", b"multipart/form-data; boundary=b"), *page)
    assert answer.status == 400
    assert b"cannot be read" in answer.body


@pytest.mark.parametrize("odd", [_HUGE, "\ud800"])
def test_jellyfin_reports_with_what_json_cannot_hold_are_kept(place: Any, odd: object) -> None:
    body = json.dumps({"ItemId": _ITEM, "PositionTicks": odd, "Name": odd}).encode()
    answer = _sent(place, "/Sessions/Playing", body)
    assert answer.status == 400
    (held,) = place.app.quarantine.list()
    assert json.loads(held.raw)["body"]["Name"] == odd


def test_a_number_of_thousands_of_digits_costs_its_own_event(place: Any) -> None:
    good = json.dumps(place.ann.event("login")).encode()
    body = b'{"a": 1,   "events": [' + good + b', {"event_id": ' + b"1" * 5_000 + b"}]}"
    told = json.loads(_sent(place, "/api/v1/events", body).body)
    assert told["accepted"] == 1
    assert told["rejected"][0]["reason"] == "holds a number that is too long"


def test_a_number_of_hundreds_of_digits_is_no_place_in_a_track(place: Any) -> None:
    event = {"event": "start", "at": "2026-03-01T08:00:00Z", "item": {"title": "a", "artist": "b"}, "position": _HUGE}
    body = json.dumps({"dialect": "web", "client": "c", "events": [event]}).encode()
    assert _sent(place, "/api/v1/events", body).status in (202, 400)


@pytest.mark.parametrize("zone", ["Europe/Berlin·" * 1_100, "a/" * 2_000, "Europe", "..", "/etc/passwd", "a\0", ""])
def test_a_zone_that_is_none(place: Any, zone: str) -> None:
    answer = _sent(place, "/api/v1/anonymous", json.dumps({"device": "phone", "zone": zone}).encode())
    assert answer.status == 400
    assert json.loads(answer.body)["position"] == "zone"
    assert len(answer.body) < 1_000


@pytest.mark.parametrize("path", ["/api/v1/events", "/1/submit-listens"])
def test_millions_of_messages_are_counted_and_not_taken_apart(place: Any, path: str) -> None:
    key = "events" if path.startswith("/api") else "payload"
    body = b'{"listen_type": "import", "' + key.encode() + b'": [' + b"1," * 60_000 + b"1]}"
    answer = _sent(place, path, body)
    assert answer.status in (400, 413)
    assert b"60,001" in answer.body


@pytest.mark.parametrize("ticks", ["--1", "-", "", "²", "9" * 25, "1_000"])
def test_ticks_in_quotes_that_are_no_number(place: Any, ticks: str) -> None:
    body = json.dumps({"ItemId": _ITEM, "PositionTicks": ticks}).encode()
    assert _sent(place, "/Sessions/Playing", body).status == 400


@pytest.mark.parametrize("path", ["/static/segue.css", "/static/segue.js", "/2.0", "/audioscrobbler", "/"])
def test_an_encoding_is_named_once(place: Any, path: str) -> None:
    assert place.client.get(path).headers["content-type"].count("charset") == 1


def test_every_name_in_a_path_is_described(place: Any) -> None:
    paths = place.client.get("/schema/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method, told in methods.items():
            described = {one["name"] for one in told.get("parameters", ()) if one["in"] == "path"}
            assert {part[1:-1] for part in path.split("/") if part.startswith("{")} == described, f"{method} {path}"


@pytest.mark.parametrize("host", [b"a:b:c", b"x:99999999", b"[", b"a/b", b"a b", b"\xff"])
def test_a_host_that_is_none(place: Any, host: bytes) -> None:
    form = b"token=" + place.ann.token.encode()
    kind = (b"content-type", b"application/x-www-form-urlencoded")
    signed = _sent(place, "/sign-in", form, (b"host", host), kind, (b"sec-fetch-site", b"same-origin"))
    assert signed.status in (303, 400)
    ann = place.app.accounts.named("ann")
    password, when = place.app.accounts.passwords.renew(ann.id), str(int(time.time()))
    proof = md5((md5(password.encode()).hexdigest() + when).encode()).hexdigest()
    query = f"hs=true&p=1.2.1&c=x&v=1&u=ann&t={when}&a={proof}".encode()
    call = Call("GET", "/audioscrobbler", query, [(b"host", host)], [b""])
    answer = alone(exchanged(place.client.app, call))
    assert answer is not None
    assert answer.status in (200, 400)
    assert answer.status == 400 or answer.body.startswith((b"OK", b"FAILED"))


def test_a_body_of_more_values_than_any_client_sends(place: Any) -> None:
    answer = _sent(place, "/api/v1/events", b'{"events": [' + b"1," * 1_000_001 + b"1]}")
    assert answer.status == 413
    assert b"1,000,000 values" in answer.body
