"""Bodies of native events: what is taken, what is refused, and with which words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from segue.domain.event import EventKind
from segue.ingest import wire
from segue.ingest.dialects.native import BadBody, decode_batch

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "event_id": "a-1",
    "kind": "skip",
    "at": "2026-03-01T08:15:30.250+01:00",
    "track": {"title": "Hyperballad", "artist": "Björk"},
    "position_ms": 11_400,
}


def refused(body: bytes | dict[str, Any] | list[Any]) -> BadBody:
    with pytest.raises(BadBody) as bad:
        decode_batch(body if isinstance(body, bytes) else json.dumps(body).encode(), NOW)
    return bad.value


def why(**changed: Any) -> tuple[str, str]:
    body = json.dumps({"events": [{**EVENT, **changed}, EVENT]}).encode()
    events, rejected, raws = decode_batch(body, NOW)
    assert len(events) == 1, "the good rest counts"
    assert rejected[0].index == 0
    assert json.loads(raws[0]) == json.loads(json.dumps({**EVENT, **changed}))
    return rejected[0].field, rejected[0].reason


def test_a_usual_batch_takes_the_fast_path() -> None:
    body = json.dumps({"events": [EVENT, {**EVENT, "at": 1_772_349_330_250}], "request": {"n": 5}}).encode()
    assert wire.decode(body, NOW, 1000) is not None
    (one, two), rejected, raws = decode_batch(body, NOW)
    assert one == two
    assert (one.kind, one.at) == (EventKind.SKIP, datetime(2026, 3, 1, 7, 15, 30, 250_000, tzinfo=UTC))
    assert one.at.tzinfo is UTC
    assert (rejected, raws) == ([], [])


def test_unknown_fields_are_kept() -> None:
    told = {**EVENT, "rating": 4, "track": {**EVENT["track"], "gain": -6.5}, "dialect": "x", "context": {"a": [1]}}
    (event,), rejected, _ = decode_batch(json.dumps({"events": [told]}).encode(), NOW)
    assert event.extra == {"rating": 4, "dialect": "x", "track": {"gain": -6.5}}
    assert (event.dialect, event.context, rejected) == ("native", {"a": [1]}, [])


def test_null_and_empty_mean_absent() -> None:
    told = {**EVENT, "device": "", "slate_id": None, "duration_ms": None, "context": None}
    told["track"] = {**EVENT["track"], "release": " ", "mbid": "", "id": None}
    events, rejected, _ = decode_batch(json.dumps({"events": [told, EVENT]}).encode(), NOW)
    assert rejected == []
    assert events[0] == events[1]


def test_codes_are_written_one_way() -> None:
    codes = {"id": "6B0C8E5E0F2B4A3F9D5E3B8A9D1C2F47", "isrc": "gb-aht-95-00204"}
    (event,), _, _ = decode_batch(json.dumps({"events": [{**EVENT, "track": codes}]}).encode(), NOW)
    assert event.track is not None
    assert (event.track.id, event.track.isrc) == ("6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47", "GBAHT9500204")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"event_id": None}, "event_id", "is missing"),
        ({"event_id": "../../etc/passwd"}, "event_id", "1-128 characters"),
        ({"event_id": "x" * 129}, "event_id", "1-128 characters"),
        ({"event_id": "a\n"}, "event_id", "1-128 characters"),
        ({"kind": "dance"}, "kind", "unknown kind 'dance'"),
        ({"kind": ["play"]}, "kind", "unknown kind"),
        ({"at": "1970-01-01T00:00:00Z"}, "at", "'1970-01-01T00:00:00Z' is before the year 2000"),
        ({"at": "3000-01-01T00:00:00Z"}, "at", "3000-01-01T00:00:00+00:00 is in the future"),
        ({"at": 0}, "at", "before the year 2000"),
        ({"at": 32_503_680_000_000}, "at", "in the future"),
        ({"at": "2026-03-01T08:15:30"}, "at", "offset"),
        ({"at": 1_772_349_330.5}, "at", "whole epoch milliseconds"),
        ({"at": "yesterday"}, "at", "not an ISO 8601"),
        ({"position_ms": -1}, "position_ms", "between 0 and"),
        ({"position_ms": 1.0}, "position_ms", "whole number, got 1.0"),
        ({"position_ms": True}, "position_ms", "whole number"),
        ({"duration_ms": 0}, "duration_ms", "between 1 and"),
        ({"duration_ms": 1_000}, "position_ms", "after the end"),
        ({"track": None}, "track", "is missing"),
        ({"track": {"title": "Hyperballad"}}, "track", "needs an id"),
        ({"track": "Hyperballad"}, "track", "must be an object"),
        ({"track": {"id": "7"}}, "track.id", "UUID"),
        ({"track": {"isrc": "x"}}, "track.isrc", "ISRC"),
        ({"device": "x" * 1025}, "device", "1,025 characters"),
        ({"device": "a\0b"}, "device", "NUL"),
        ({"device": "a\ud800b"}, "device", "surrogate"),
        ({"context": []}, "context", "must be an object"),
        ({"context": {str(i): i for i in range(65)}}, "context", "65 keys"),
        ({"context": {"a": 10**30}}, "context.a", "64 bits"),
        ({"slate_id": "a/b"}, "slate_id", "1-128 characters"),
        ({"colour": float("nan")}, "", "NaN is not"),
    ],
)
def test_a_bad_event_says_why(changed: dict[str, Any], field: str, words: str) -> None:
    if "\\ud800" in json.dumps(changed):
        body = json.dumps({"events": [{**EVENT, **changed}, EVENT]}).encode()
        events, (rejection,), _ = decode_batch(body, NOW)
        assert len(events) == 1
        assert (rejection.field, words in rejection.reason) == (field, True)
        return
    if "NaN" in json.dumps(changed):
        assert "not JSON" in refused({"events": [{**EVENT, **changed}, EVENT]}).reason
        return
    told, reason = why(**changed)
    assert told == field
    assert words in reason


def test_too_deep_is_refused_alone_or_with_its_body() -> None:
    assert why(extra=json.loads("[" * 40 + "]" * 40))[1] == "is nested deeper than 16 levels"
    body = b'{"events":[' + b"[" * 10_000 + b"]" * 10_000 + b"]}"
    assert refused(body).reason == "nested too deeply"


@pytest.mark.parametrize(
    "inside", ['"kind":"play",', '"kind" : "skip",', '"device":"a\\"b","device":"c",', '"x":"\\\\","x":1,']
)
def test_duplicate_keys_are_refused(inside: str) -> None:
    one = json.dumps(EVENT)
    body = f'{{"events": [{{{inside}{one[1:]}, {one}]}}'.encode()
    events, rejected, _ = decode_batch(body, NOW)
    assert len(events) == 1
    assert rejected[0].reason.startswith("duplicate key '")


def test_duplicate_keys_of_the_body_are_refused() -> None:
    one = json.dumps([EVENT])
    for body in (f'{{"events": {one}, "events": {one}}}', f'{{"events": {one}, "x":1, "x":2}}'):
        assert "twice" in refused(body.encode()).reason


@pytest.mark.parametrize(
    ("body", "position", "reason"),
    [
        (b"", "byte 0", "the body is empty"),
        (b'{"events": [', "byte 12", "not JSON: it ends too early"),
        (b"not json", "byte 4", "not JSON"),
        (b'{"events": [{"event_id": "\xff"}]}', "byte 26", "not UTF-8"),
        (b"[1]", "", "must be an object"),
        (b'"x"', "", "must be an object"),
        (b"{}", "events", "is missing"),
        (b'{"events": {}}', "events", "must be a list"),
        (b'{"events": []}', "events", "is empty"),
        (b'{"events": [], "events": [', "byte 26", "not JSON"),
    ],
)
def test_a_bad_body_has_a_place(body: bytes, position: str, reason: str) -> None:
    bad = refused(body)
    assert bad.position == position
    assert reason in bad.reason
    assert not bad.too_many


def test_a_thousand_and_one() -> None:
    bad = refused({"events": [EVENT] * 1001})
    assert bad.too_many
    assert "1,001 events" in bad.reason
    assert len(decode_batch(json.dumps({"events": [EVENT] * 1000}).encode(), NOW)[0]) == 1000


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"scope": "artists"}, "scope", "must be one of track, version, album, artist, genre, got 'artists'"),
        ({"scope": ["artist"]}, "scope", "must be one of"),
        ({"until": "tomorrow"}, "until", "is not an ISO 8601 time"),
        ({"until": "2026-12-31T00:00:00"}, "until", "has no offset"),
        ({"until": 1.5}, "until", "must be ISO 8601"),
        ({"scope": "genre", "genre": 7}, "genre", "must be text"),
    ],
)
def test_a_ban_says_how_much_and_until_when(said: dict[str, Any], field: str, words: str) -> None:
    good = {"event_id": "b", "kind": "ban", "at": "2026-03-01T08:00:00Z", "track": {"title": "Creep", "artist": "R"}}
    fine = {"scope": "artist", "until": "2026-12-31T00:00:00+09:00"}
    events, refused, _ = decode_batch(json.dumps({"events": [good | fine, good | said]}).encode(), NOW)
    assert [one.extra for one in events] == [fine]
    ((index, where, why),) = [(one.index, one.field, one.reason) for one in refused]
    assert (index, where) == (1, field)
    assert words in why
