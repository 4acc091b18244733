"""Phones: Media3's words, what is not set, and what a batch may hold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.domain.event import EventKind
from tests.unit.ingest.envelopes import Told

MOBILE = Told("mobile")
ITEM: dict[str, Any] = {
    "seq": 7, "time": 1_772_349_330_250, "event": "position", "session": "s-1", "positionMs": 12_000,
    "durationMs": 200_000,
    "item": {"title": "Just", "artist": "Radiohead", "albumTitle": "The Bends"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "kind", "began", "ended"),
    [
        ({}, EventKind.PROGRESS, None, None),
        ({"event": "item_transition", "reason": "auto"}, EventKind.PLAY, "trackdone", None),
        ({"event": "item_transition", "reason": "seek_previous"}, EventKind.PLAY, "backbtn", None),
        ({"event": "is_playing", "playing": False}, EventKind.PAUSE, None, None),
        ({"event": "is_playing", "playing": True}, EventKind.RESUME, None, None),
        ({"event": "item_end", "reason": "ended"}, EventKind.COMPLETE, None, "trackdone"),
        ({"event": "item_end", "reason": "next"}, EventKind.SKIP, None, "fwdbtn"),
        ({"event": "item_end", "reason": "killed"}, EventKind.STOP, None, "unexpected-exit"),
        ({"event": "player_error"}, EventKind.ERROR, None, "trackerror"),
        ({"event": "like"}, EventKind.LIKE, None, None),
    ],
)
def test_what_its_words_mean(changed: dict[str, Any], kind: EventKind, began: str | None, ended: str | None) -> None:
    event = MOBILE.one({**ITEM, **changed})
    assert (event.kind, event.reason_start, event.reason_end) == (kind, began, ended)
    assert (event.event_id, event.device, event.play_id) == ("mobile:px8-5d1e:7", "px8-5d1e", "s-1")
    assert (event.position_ms, event.duration_ms) == (12_000, 200_000)
    assert event.at == datetime(2026, 3, 1, 7, 15, 30, 250_000, tzinfo=UTC)


def test_a_discontinuity_goes_from_one_place_to_another() -> None:
    event = MOBILE.one({**ITEM, "event": "discontinuity", "toMs": 90_000})
    assert (event.kind, event.position_ms, event.extra) == (EventKind.SEEK, 90_000, {"from_ms": 12_000})


def test_circumstances() -> None:
    told = {"foreground": False, "network": "cellular", "shuffle": True, "output": "bluetooth", "activity": "running"}
    context = MOBILE.one({**ITEM, **told}).context
    assert context == {**told, "device_kind": "mobile", "app": "tempo 4.2.1", "os": "Android 16"}


def test_the_app_goes_to_the_background_and_the_network_changes() -> None:
    away = MOBILE.one({"seq": 1, "time": ITEM["time"], "event": "app", "foreground": False})
    assert (away.kind, away.extra, away.track) == (EventKind.POWER, {"state": "off"}, None)
    net = MOBILE.one({"seq": 2, "time": ITEM["time"], "event": "network", "network": "wifi"})
    assert (net.kind, net.context["network"]) == (EventKind.NETWORK, "wifi")


@pytest.mark.parametrize(
    ("changed", "position", "length", "told"),
    [
        ({"positionMs": -(2**63) + 1}, None, 200_000, None),
        ({"durationMs": -(2**63) + 1}, 12_000, None, None),
        ({"durationMs": -1}, 12_000, None, None),
        ({"positionMs": -300}, 0, 200_000, -300),
        ({"positionMs": 203_000}, 200_000, 200_000, 203_000),
        ({"positionMs": 12_000.4}, 12_000, 200_000, None),
    ],
)
def test_positions_that_are_put_right(changed: dict[str, Any], position: int, length: int, told: int | None) -> None:
    event = MOBILE.one({**ITEM, **changed})
    assert (event.position_ms, event.duration_ms, event.extra.get("told_position_ms")) == (position, length, told)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"event": "dance"}, "event", "known are item_transition, position"),
        ({"event": None}, "event", "is missing"),
        ({"seq": None}, "seq", "is missing"),
        ({"seq": -1}, "seq", "between 0 and"),
        ({"time": "yesterday"}, "time", "not an ISO 8601"),
        ({"time": -5}, "time", "epoch milliseconds"),
        ({"time": 5_000}, "at", "was never set"),
        ({"event": "item_end", "reason": "bored"}, "reason", "known are ended, next"),
        ({"positionMs": -5_001}, "positionMs", "before the beginning"),
        ({"positionMs": 205_001}, "positionMs", "after the end of the track at 200,000"),
        ({"positionMs": "12"}, "positionMs", "must be a number"),
        ({"positionMs": 1e300}, "positionMs", "no place in a track"),
        ({"item": None}, "item", "is missing"),
        ({"item": {"title": "Just"}}, "item", "needs an id"),
        ({"item": {"title": 3}}, "item.title", "must be text"),
        ({"foreground": "yes"}, "foreground", "true or false"),
        ({"session": "a/b"}, "session", "1-128 characters"),
    ],
)
def test_what_is_refused_has_a_field_and_a_reason(changed: dict[str, Any], field: str, words: str) -> None:
    found, reason = MOBILE.refused({**ITEM, **changed})
    assert found == field
    assert words in reason


def test_unknown_fields_are_kept_but_no_places() -> None:
    event = MOBILE.one({**ITEM, "battery": 0.4, "latitude": 52.5, "gpsFix": [1, 2]})
    assert event.extra == {"battery": 0.4}
