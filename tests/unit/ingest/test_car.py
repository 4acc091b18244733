"""Cars, both versions: trips, areas, clocks and ticks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.domain.event import EventKind
from tests.unit.ingest.envelopes import Told

ONE, TWO = Told("car_v1"), Told("car_v2")
RECORD: dict[str, Any] = {
    "rec": 5, "trip": 311, "t": "2026-03-01 08:15:30", "ev": "POS", "title": "Just", "artist": "Radiohead", "len": 200,
    "pos": 12,
}  # fmt: skip
LOG: dict[str, Any] = {
    "n": 5, "boot": "b-7c21", "uptime_ms": 600_000, "clock_ms": 946_684_800_000, "what": "tick", "play": 1,
    "pos_ms": 12_000, "len_ms": 200_000, "item": {"name": "Just", "by": "Radiohead"}, "trip": "t-1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "kind", "ended"),
    [
        ("POS", "tick", EventKind.PROGRESS, None),
        ("TRACK", "play", EventKind.PLAY, None),
        ("HOLD", "pause", EventKind.PAUSE, None),
        ("CONT", "resume", EventKind.RESUME, None),
        ("END", "end", EventKind.COMPLETE, "trackdone"),
        ("NEXT", "next", EventKind.SKIP, "fwdbtn"),
        ("PREV", "back", EventKind.SKIP, "backbtn"),
        ("STOP", "stop", EventKind.STOP, "endplay"),
        ("FAV", "like", EventKind.LIKE, None),
    ],
)
def test_both_versions_say_the_same(one: str, two: str, kind: EventKind, ended: str | None) -> None:
    first, second = ONE.one({**RECORD, "ev": one}), TWO.one({**LOG, "what": two})
    for event in (first, second):
        assert (event.kind, event.reason_end, event.position_ms, event.duration_ms) == (kind, ended, 12_000, 200_000)
        assert event.context["device_kind"] == "car"
    assert first.event_id == "car1:hu-8841:311:5"
    assert second.event_id == f"car2:ivi-04c7:b-7c21:5:{two}"
    assert (first.play_id, second.play_id) == (None, "b-7c21:1")


def test_seeks() -> None:
    for event in (ONE.one({**RECORD, "ev": "JUMP", "from": 90}), TWO.one({**LOG, "what": "seek", "to_ms": 12_000,
                                                                         "pos_ms": 90_000})):  # fmt: skip
        assert (event.kind, event.position_ms, event.extra["from_ms"]) == (EventKind.SEEK, 12_000, 90_000)


def test_ignition() -> None:
    bare = {name: RECORD[name] for name in ("rec", "trip", "t")}
    for event, state in (
        (ONE.one({**bare, "ev": "IGN_ON"}), "on"),
        (ONE.one({**bare, "ev": "IGN_OFF"}), "off"),
        (TWO.one({**LOG, "what": "ignition", "on": True}), "on"),
        (TWO.one({**LOG, "what": "ignition", "on": False}), "off"),
    ):
        assert (event.kind, event.extra["state"]) == (EventKind.POWER, state)


def test_circumstances() -> None:
    context = ONE.one({**RECORD, "zone": "u33d", "src": "USB", "shuf": 1, "moving": 1}).context
    assert context == {
        "device_kind": "car", "app": "3.1.7", "trip": "311", "location": "u33d", "source": "USB", "shuffle": True,
        "activity": "driving",
    }  # fmt: skip
    context = TWO.one({**LOG, "area": "cell-u33d", "speed_band": "standing", "passenger": True}).context
    assert context == {
        "device_kind": "car", "app": "11.2.0", "trip": "t-1", "location": "cell-u33d", "company": "passenger",
    }  # fmt: skip


@pytest.mark.parametrize("place", ["52.5200,13.4050", "52.52 13.40", "-33.8688", "N52.5200"])
def test_coordinates_are_thrown_away(place: str) -> None:
    hidden = {"lat": 52.52, "longitude": 13.405, "gps": {"fix": 3}, "vin": "WVW"}
    for event in (ONE.one({**RECORD, "zone": place, **hidden}), TWO.one({**LOG, "area": place, **hidden})):
        assert "location" not in event.context
        assert event.extra == {}


def test_local_time_less_what_it_is_ahead() -> None:
    assert ONE.one(RECORD).at == datetime(2026, 3, 1, 7, 15, 30, tzinfo=UTC)
    assert ONE.events(RECORD, utc_offset_min=-330)[0].at == datetime(2026, 3, 1, 13, 45, 30, tzinfo=UTC)
    assert ONE.events(RECORD, utc_offset_min=None)[0].at == datetime(2026, 3, 1, 8, 15, 30, tzinfo=UTC)


def test_in_one_second_what_must_come_first_comes_first() -> None:
    told = [{"ev": "NEXT", "pos": 0}, {"ev": "TRACK", "pos": 0}, {"ev": "END", "pos": 200}, {"ev": "POS", "pos": 200}]
    events = ONE.events(*({**RECORD, **one, "rec": i} for i, one in enumerate(told)))
    assert [e.kind.value for e in sorted(events, key=lambda e: e.at)] == ["progress", "complete", "play", "skip"]
    assert {e.at.replace(microsecond=0) for e in events} == {ONE.one(RECORD).at}


def test_ticks_count_back_from_the_sending() -> None:
    event = TWO.one(LOG)
    sent = datetime(2026, 3, 1, 7, 25, 30, tzinfo=UTC)  # what its clock shows then, in a file
    assert event.at == sent - timedelta(milliseconds=640_000 - 600_000)
    assert event.told_at == datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "item", "field", "words"),
    [
        (ONE, {**RECORD, "t": "2026-03-01T08:15:30Z"}, "t", "must be like 2026-03-01 08:15:30"),
        (ONE, {**RECORD, "t": "2026-02-30 08:15:30"}, "t", "is no time"),
        (ONE, {**RECORD, "t": "1970-01-01 08:15:30"}, "at", "was never set"),
        (ONE, {**RECORD, "ev": "HONK"}, "ev", "known are TRACK"),
        (ONE, {**RECORD, "rec": None}, "rec", "is missing"),
        (ONE, {**RECORD, "pos": 300}, "pos", "after the end"),
        (ONE, {**RECORD, "title": ""}, "", "needs an id"),
        (ONE, {**RECORD, "title": 7}, "title", "must be text"),
        (ONE, {**RECORD, "shuf": 2}, "shuf", "between 0 and 1"),
        (TWO, {**LOG, "what": "honk"}, "what", "known are play"),
        (TWO, {**LOG, "uptime_ms": None}, "uptime_ms", "is missing"),
        (TWO, {**LOG, "uptime_ms": 700_000}, "uptime_ms", "later than the sending"),
        (TWO, {**LOG, "boot": "a b"}, "boot", "1-128"),
        (TWO, {**LOG, "clock_ms": "now"}, "clock_ms", "not an ISO 8601"),
        (TWO, {**LOG, "pos_ms": -9_000}, "pos_ms", "before the beginning"),
        (TWO, {**LOG, "item": {"name": "Just"}}, "item", "needs an id"),
    ],
)
def test_what_is_refused_has_a_field_and_a_reason(told: Told, item: dict[str, Any], field: str, words: str) -> None:
    found, reason = told.refused(item)
    assert found == field
    assert words in reason
