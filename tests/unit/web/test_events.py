"""`POST /api/v1/events`: receipts, rejections, what is kept, and that a retry changes nothing."""

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from segue.domain.consent import Purpose
from segue.domain.event import TRACK_KINDS, EventKind
from segue.settings import Settings
from segue.web.server import litestar


def test_a_receipt_says_what_is_on_disk(place: Any) -> None:
    answer = place.ann.tell(*[place.ann.event("complete", t) for t in place.tracks["pop"][:3]])
    assert answer.status_code == 202
    assert answer.json() == {"accepted": 3, "rejected": [], "offset": 1}
    assert [e.event_id for e in place.ann.recorded()] == ["ann:1", "ann:2", "ann:3"]


def test_the_same_batch_again_gets_the_same_answer_and_nothing_is_doubled(place: Any) -> None:
    batch = [place.ann.event("complete", t) for t in place.tracks["pop"][:3]]
    first = place.ann.tell(*batch)
    again = place.ann.tell(*batch)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert len(place.ann.recorded()) == 3


def test_a_batch_that_overlaps_adds_only_what_is_new(place: Any) -> None:
    batch = [place.ann.event("complete", t) for t in place.tracks["pop"][:3]]
    place.ann.tell(*batch[:2])
    assert place.ann.tell(*batch).json()["accepted"] == 3
    assert len(place.ann.recorded()) == 3


def test_two_listeners_may_use_the_same_event_ids(place: Any) -> None:
    track = place.tracks["pop"][0]
    for person in (place.ann, place.bob):
        person.tell({**person.event("like", track), "event_id": "1"})
    assert len(place.ann.recorded()) == len(place.bob.recorded()) == 1


def test_unknown_fields_are_kept(place: Any) -> None:
    track = {"title": "Creep", "artist": "Radiohead", "gain_db": -6.5}
    place.ann.tell(place.ann.event("play", track=track, mood={"calm": 0.7}, future=[1, None, "봄"]))
    (event,) = place.ann.recorded()
    assert event.extra == {"mood": {"calm": 0.7}, "future": [1, None, "봄"], "track": {"gain_db": -6.5}}


def test_an_unknown_track_joins_the_catalogue_provisionally(place: Any) -> None:
    place.ann.tell(place.ann.event("play", track={"title": "Creep", "artist": "Radiohead"}))
    (event,) = place.ann.recorded()
    track = place.app.catalog.get(event.track_id)
    assert (track.title, track.artist, track.provisional) == ("Creep", "Radiohead", True)


def test_gzip(place: Any) -> None:
    body = gzip.compress(json.dumps({"events": [place.ann.event("like", place.tracks["pop"][0])]}).encode())
    assert place.ann.post("/api/v1/events", body, **{"Content-Encoding": "gzip"}).json()["accepted"] == 1


def test_every_kind_is_taken_and_stored(place: Any) -> None:
    track = place.tracks["pop"][0]
    events = [place.ann.event(kind, track if kind in TRACK_KINDS else None) for kind in EventKind]
    assert place.ann.tell(*events).json()["rejected"] == []
    assert [e.kind for e in place.ann.recorded()] == list(EventKind)
    assert place.ann.slate().status_code == 200


@pytest.mark.parametrize("at", ["2026-03-01T08:15:30.250+01:00", "2026-03-01T07:15:30.25Z", 1_772_349_330_250])
def test_a_time_in_each_spelling(place: Any, at: object) -> None:
    place.ann.tell(place.ann.event("login", at=at))
    assert place.ann.recorded()[0].at == datetime(2026, 3, 1, 7, 15, 30, 250_000, UTC)


_BAD = {
    "at in 1970": ({"at": 0}, "at", "2000"),
    "at in 3000": ({"at": "3000-01-01T00:00:00Z"}, "at", "future"),
    "at without offset": ({"at": "2026-03-01T08:15:30"}, "at", "offset"),
    "at missing": ({"at": None}, "at", "missing"),
    "negative position": ({"position_ms": -1}, "position_ms", "between"),
    "position past the end": ({"position_ms": 500_000, "duration_ms": 180_000}, "position_ms", "after the end"),
    "a fraction": ({"position_ms": 1.5}, "position_ms", "whole"),
    "no duration": ({"duration_ms": 0}, "duration_ms", "between"),
    "unknown kind": ({"kind": "dance"}, "kind", "unknown kind"),
    "a kind that is a list": ({"kind": ["skip"]}, "kind", ""),
    "no track": ({"track": None}, "track", "missing"),
    "an empty track": ({"track": {}}, "track", "missing"),
    "a title alone": ({"track": {"title": "Creep"}}, "track", "needs an id"),
    "an id with a path": ({"event_id": "../../etc/passwd"}, "event_id", "characters"),
    "no id": ({"event_id": ""}, "event_id", "characters"),
    "a long id": ({"event_id": "x" * 129}, "event_id", "characters"),
    "a track id with a path": ({"track": {"id": "../../log.db"}}, "track.id", "UUID"),
    "a slate id with a path": ({"slate_id": "a/b"}, "slate_id", "characters"),
    "context that is a list": ({"context": []}, "context", "object"),
    "a NUL": ({"device": "a\0b"}, "device", "NUL"),
    "deep": ({"future": json.loads("[" * 40 + "]" * 40)}, "future", "deep"),
}


@pytest.mark.parametrize("name", _BAD)
def test_a_bad_event_is_refused_alone_with_its_place_and_kept(place: Any, name: str) -> None:
    wrong, field, words = _BAD[name]
    track = place.tracks["pop"][0]
    good = [place.ann.event("skip", track) for _ in range(2)]
    bad = {**place.ann.event("skip", track), **wrong}
    answer = place.ann.tell(good[0], bad, good[1])
    assert answer.status_code == 202
    assert answer.json()["accepted"] == 2
    (refused,) = answer.json()["rejected"]
    assert (refused["index"], refused["field"]) == (1, field)
    assert words in refused["reason"]
    assert [e.event_id for e in place.ann.recorded()] == [e["event_id"] for e in good]
    (held,) = place.app.quarantine.list()
    assert (held.dialect, held.field, held.source) == ("native", field, "POST /api/v1/events#1")
    assert json.loads(held.raw) == bad


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"event_id":"a","event_id":"b","kind":"login","at":1772349330250}', "duplicate key 'event_id'"),
        (b'{"event_id":"a","kind":"login","at":1772349330250,"device":"\\ud800"}', "surrogate"),
        (b'{"event_id":"\xff"}', "not UTF-8 at byte 13"),
        (b'{"event_id":"a","kind":"login","at":' + b"9" * 5000 + b"}", "too long"),
        (b'["a list"]', "object"),
        (b"null", "object"),
    ],
)
def test_messages_that_no_client_library_would_write(place: Any, raw: bytes, words: str) -> None:
    good = json.dumps(place.ann.event("login")).encode()
    answer = place.ann.post("/api/v1/events", b'{"events":[' + raw + b"," + good + b"]}").json()
    assert answer["accepted"] == 1
    assert words in answer["rejected"][0]["reason"]


def test_all_refused_is_still_an_answer_per_event(place: Any) -> None:
    answer = place.ann.tell(*[place.ann.event("dance") for _ in range(3)])
    assert answer.status_code == 202
    assert [r["index"] for r in answer.json()["rejected"]] == [0, 1, 2]
    assert place.ann.recorded() == []


_DEEP = b"[" * 10_000
_BODIES = {
    "empty": (b"", 400, "byte 0"),
    "not JSON": (b"play it again", 400, "byte 0"),
    "half of it": (b'{"events":[{"event_id":"a"', 400, "byte 26"),
    "invalid UTF-8": (b'{"events\xff":[{}]}', 400, "byte 8"),
    "NaN": (b'{"events":[{"position_ms":NaN}]}', 400, "byte 26"),
    "10,000 deep": (b'{"events":' + _DEEP + b"]" * 10_000 + b"}", 400, ""),
    "10,000 deep in an event": (b'{"events":[{"x":' + _DEEP + b"]" * 10_000 + b"}]}", 400, ""),
    "a list": (b"[]", 400, ""),
    "a number": (b"7", 400, ""),
    "no events": (b"{}", 400, "events"),
    "0 events": (b'{"events":[]}', 400, "events"),
    "events that are an object": (b'{"events":{}}', 400, "events"),
    "events twice": (b'{"events":[{}],"events":[{}]}', 400, ""),
    "1,001 events": (b'{"events":[' + b",".join([b"{}"] * 1001) + b"]}", 413, "events"),
}


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/next"])
@pytest.mark.parametrize("name", _BODIES)
def test_a_body_that_cannot_be_read_is_refused_whole_and_kept(place: Any, name: str, path: str) -> None:
    body, status, position = _BODIES[name]
    answer = place.ann.post(path, body)
    if path.endswith("next") and name in ("no events", "0 events"):
        assert answer.status_code == 200  # a request alone is fine there
        return
    told = answer.json()
    assert (answer.status_code, told["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told.get("position", "") == position or position in told["detail"]
    assert "Traceback" not in answer.text
    assert place.ann.recorded() == []
    (held,) = place.app.quarantine.list()
    assert held.raw == body[: 64 * 1024]


def test_1000_events_are_fine(place: Any) -> None:
    answer = place.ann.tell(*[place.ann.event("login") for _ in range(1000)])
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1000)


def _zipped(place: Any, body: bytes, encoding: str = "gzip") -> Any:
    return place.ann.post("/api/v1/events", body, **{"Content-Encoding": encoding})


def test_bodies_that_are_too_large_or_packed_wrongly(place: Any) -> None:
    limit = Settings(home=place.app.settings.home).max_body_bytes
    plain = json.dumps({"events": [place.ann.event("login")]}).encode()
    bomb = gzip.compress(b" " * (limit + 1))
    assert len(bomb) < 100_000
    for body, status, words in (
        (bomb, 413, "inflates to more"),
        (gzip.compress(plain)[:-9], 400, "cut off"),
        (gzip.compress(plain) + gzip.compress(plain), 400, "after the end"),
        (plain, 400, "not gzip"),
    ):
        answer = _zipped(place, body)
        assert answer.status_code == status
        assert words in answer.json()["detail"]
    assert _zipped(place, plain, "br").status_code == 415
    assert _zipped(place, plain, "identity").status_code == 202
    large = place.ann.post("/api/v1/events", b" " * (limit + 1))
    assert (large.status_code, "limit" in large.json()["detail"]) == (413, True)
    assert place.ann.post("/api/v1/events", plain.rjust(limit)).status_code == 202


def test_consent_withdrawn_is_403_and_nothing_is_kept(place: Any) -> None:
    ann = place.app.accounts.named("ann")
    place.app.accounts.withdraw(ann.id, Purpose.RECORD)
    bad_too = [place.ann.event("login"), place.ann.event("dance")]
    assert place.ann.tell(*bad_too).status_code == 403
    assert place.ann.post("/api/v1/events", b"nonsense").status_code == 403
    assert place.ann.next(place.ann.event("login")).status_code == 403
    assert place.ann.recorded() == []
    assert place.app.quarantine.list() == []
    assert place.ann.slate().status_code == 200


def test_a_disk_that_takes_nothing_is_503_with_retry_after(place: Any) -> None:
    place.app.log.close()
    answer = place.ann.tell(place.ann.event("login"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    listens = {"listen_type": "single", "payload": [_LISTEN]}
    spoken = place.ann.post("/1/submit-listens", json.dumps(listens).encode())
    assert (spoken.status_code, spoken.json()["code"]) == (503, 503)  # Navidrome keeps the listen only then


_LISTEN = {"listened_at": 1_772_349_330, "track_metadata": {"track_name": "Creep", "artist_name": "Radiohead"}}


def test_a_fault_of_ours_shows_no_traceback(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(type(place.app.recorder), "submit", broken)
    for path, body in (
        ("/api/v1/events", {"events": [place.ann.event("login")]}),
        ("/1/submit-listens", {"listen_type": "single", "payload": [_LISTEN]}),
    ):
        answer = place.ann.post(path, json.dumps(body).encode())
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert "log has it as" in answer.text


def test_the_application_can_be_built_twice_over_one_home(place: Any) -> None:
    assert litestar(place.app) is not litestar(place.app)
