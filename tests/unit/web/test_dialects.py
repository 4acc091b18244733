"""Devices over HTTP: how a dialect is named and refused, how items are judged, how a clock is put right."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.domain.event import Offset
from segue.ingest.dialects import all_dialects

ENVELOPES = {name: one for name, one in all_dialects().items() if one.envelope}
SONG = {"title": "Just", "artist": "Radiohead"}


def mobile(sent: datetime, *events: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"dialect": "mobile", "install": "px-1", "sentAt": ms(sent)}
    return {**head, "events": list(events), **more}


def item(number: int, at: datetime, kind: str = "position", **more: Any) -> dict[str, Any]:
    return {"seq": number, "time": ms(at), "event": kind, "item": SONG, "positionMs": 1000, **more}


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


@pytest.mark.parametrize("name", ENVELOPES)
def test_every_envelope_is_taken_by_header_and_by_field(place: Any, name: str) -> None:
    body = dict(ENVELOPES[name].examples[0])
    del body["dialect"]
    by_header = place.ann.post("/api/v1/events", json.dumps(body).encode(), **{"Segue-Dialect": name.upper()})
    assert (by_header.status_code, by_header.json()["rejected"]) == (202, [])
    by_field = place.ann.post("/api/v1/events", json.dumps({**body, "dialect": name}).encode())
    assert by_field.json() == by_header.json(), "the same again changes nothing"
    recorded = [e for batch in place.app.log.read(Offset(0), 1000) for e in batch.events]  # of every voice
    assert {e.dialect for e in recorded} == {name}
    assert len(recorded) == by_header.json()["accepted"]


def test_an_unknown_dialect_is_refused_with_the_names_of_the_known(place: Any) -> None:
    for how in ({"headers": {**place.ann.headers, "Segue-Dialect": "car_v9"}, "json": {"events": []}},
                {"headers": place.ann.headers, "json": {"dialect": "car_v9", "events": []}},
                {"headers": place.ann.headers, "json": {"dialect": "spotify", "events": []}},
                {"headers": place.ann.headers, "json": {"dialect": 7, "events": []}}):  # fmt: skip
        for path in ("/api/v1/events", "/api/v1/next"):
            answer = place.client.post(path, **how)
            assert (answer.status_code, answer.json()["position"]) == (400, "dialect")
            for name in ("native", *ENVELOPES):
                assert name in answer.json()["detail"]


def test_each_item_is_judged_alone_and_kept_with_its_envelope(place: Any) -> None:
    now = datetime.now(UTC)
    bad = [item(2, now, "dance"), item(3, now, positionMs=-60_000), 7, item(4, now + timedelta(hours=3)), {"seq": 1}]
    answer = place.client.post(
        "/api/v1/events", json=mobile(now, item(0, now), *bad, item(9, now)), headers=place.ann.headers
    ).json()
    assert answer["accepted"] == 2
    assert [(r["index"], r["field"]) for r in answer["rejected"]] == [
        (1, "event"), (2, "positionMs"), (3, ""), (4, "at"), (5, "event"),
    ]  # fmt: skip
    assert "known are item_transition" in answer["rejected"][0]["reason"]
    held = place.app.quarantine.list()
    assert {one.dialect for one in held} == {"mobile"}
    for one in held:
        kept = json.loads(one.raw)
        assert (kept["install"], len(kept["events"])) == ("px-1", 1)


@pytest.mark.parametrize(
    ("body", "status", "position"),
    [
        ({"dialect": "mobile", "install": "a", "sentAt": 1_772_349_400_000}, 400, "events"),
        ({"dialect": "mobile", "install": "a", "sentAt": 1_772_349_400_000, "events": []}, 400, "events"),
        ({"dialect": "mobile", "install": "a b", "sentAt": 1_772_349_400_000, "events": [{}]}, 400, "install"),
        ({"dialect": "mobile", "install": "a", "sentAt": "soon", "events": [{}]}, 400, "sentAt"),
        ({"dialect": "mobile", "install": "a", "sentAt": 1_772_349_400_000, "events": [{}] * 1001}, 413, "events"),
        ({"events": [{}], "sent_at": "soon"}, 400, "sent_at"),
    ],
)
def test_bodies_of_which_nothing_can_be_read(place: Any, body: dict[str, Any], status: int, position: str) -> None:
    answer = place.client.post("/api/v1/events", json=body, headers=place.ann.headers)
    assert (answer.status_code, answer.json()["position"]) == (status, position)
    assert place.ann.recorded() == []


@pytest.mark.parametrize(
    "off", [timedelta(days=-7000), timedelta(minutes=-9), timedelta(minutes=50), timedelta(hours=9)]
)
def test_a_wrong_clock_is_put_right_and_what_it_said_is_kept(place: Any, off: timedelta) -> None:
    now = datetime.now(UTC)
    then = now - timedelta(minutes=30)
    body = mobile(now + off, item(0, then + off), item(1, then + off + timedelta(seconds=15)))
    assert place.client.post("/api/v1/events", json=body, headers=place.ann.headers).json()["accepted"] == 2
    one, two = place.ann.recorded()
    assert timedelta(0) <= one.at - then < timedelta(seconds=5)
    assert two.at - one.at == timedelta(seconds=15)
    assert one.told_at is not None
    assert abs(one.told_at - then - off) < timedelta(milliseconds=1)


def test_old_events_sent_when_it_says_are_left_alone(place: Any) -> None:
    now = datetime.now(UTC)
    then = now - timedelta(hours=6)
    body = mobile(now, item(0, then))
    place.client.post("/api/v1/events", json=body, headers=place.ann.headers)
    (one,) = place.ann.recorded()
    assert abs(one.at - then) < timedelta(milliseconds=1)
    assert one.told_at is None


@pytest.mark.parametrize("extra", [{}, {"gain": -3}], ids=["fast path", "careful path"])
def test_native_events_may_say_when_they_were_sent(place: Any, extra: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    for off, told in ((timedelta(hours=5), True), (timedelta(milliseconds=-300), False)):
        event = place.ann.event("skip", SONG, device=f"d{told}", **extra)
        at = datetime.fromisoformat(event["at"])
        event["at"] = (at + off).isoformat()
        body = {"events": [event], "sent_at": (now + off).isoformat()}
        answer = place.client.post("/api/v1/events", json=body, headers=place.ann.headers)
        assert answer.json()["accepted"] == 1, answer.json()
        one = place.ann.recorded()[-1]
        assert abs(one.at - at) < timedelta(seconds=3)
        assert (one.told_at is not None) == told


def test_a_device_asks_for_the_next_tracks_in_its_dialect(place: Any) -> None:
    now = datetime.now(UTC)
    body = mobile(now, item(0, now, "item_end", reason="next"), request={"n": 3})
    answer = place.client.post("/api/v1/next", json=body, headers=place.ann.headers).json()
    assert (answer["accepted"], len(answer["tracks"]), answer["rejected"]) == (1, 3, [])
    only = place.client.post("/api/v1/next", json=mobile(now, request={"n": 2}), headers=place.ann.headers)
    assert (only.status_code, len(only.json()["tracks"]), only.json()["accepted"]) == (200, 2, 0)


def test_the_last_words_of_a_page_carry_their_token_in_the_body(place: Any) -> None:
    body = {**ENVELOPES["web"].examples[0], "token": place.bob.token}
    plain = {"Content-Type": "text/plain;charset=UTF-8"}
    answer = place.client.post("/api/v1/events", content=json.dumps(body).encode(), headers=plain)
    assert (answer.status_code, answer.json()["accepted"]) == (202, 4)
    assert [e.kind.value for e in place.bob.recorded()] == ["play", "progress", "seek", "stop"]
    body["beacons"] = [{"k": "x"}]
    answer = place.client.post("/api/v1/events", content=json.dumps(body).encode(), headers=plain)
    assert len(answer.json()["rejected"]) == 1
    body["client"] = "no key"
    answer = place.client.post("/api/v1/events", content=json.dumps(body).encode(), headers=plain)
    assert answer.status_code == 400
    held = place.app.quarantine.list()
    assert len(held) == 2
    assert not any(place.bob.token.encode() in one.raw for one in held), "no token is kept"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{}", 401),
        (b"{", 401),
        (b'{"token": 7}', 401),
        (b'{"token": "nobody"}', 401),
        (b'{"token": "' + b"x" * 70_000 + b'"}', 413),
    ],
)
def test_beacons_of_nobody(place: Any, body: bytes, status: int) -> None:
    answer = place.client.post("/api/v1/events", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == status
    assert place.app.quarantine.list() == []


def test_refused_items_are_replayed_at_their_true_time(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from segue.flows.replay import replay

    now = datetime.now(UTC)
    off = timedelta(days=-400)
    body = mobile(now + off, item(0, now + off, "hum"))
    place.client.post("/api/v1/events", json=body, headers=place.ann.headers)
    waiting = place.app.quarantine.list()
    done, still = replay(place.app.recorder, place.app.quarantine, place.app.accounts, waiting, now)
    assert (done, [why.split(":")[0] for _, why in still]) == ([], ["event"])
    from segue.ingest.dialects import mobile as file

    monkeypatch.setitem(file._KINDS, "hum", file._KINDS["position"])
    done, still = replay(place.app.recorder, place.app.quarantine, place.app.accounts, waiting, now)
    assert (len(done), still) == (1, [])
    (one,) = place.ann.recorded()
    assert abs(one.at - now) < timedelta(seconds=5)
