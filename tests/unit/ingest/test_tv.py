"""Televisions: statuses without ids, keys, seconds."""

from typing import Any

import pytest

from segue.domain.event import EventKind
from tests.unit.ingest.envelopes import Told

TV = Told("tv")
MEDIA = {"duration": 200.5, "metadata": {"title": "Just", "artist": "Radiohead", "albumName": "The Bends"}}
STATUS: dict[str, Any] = {
    "time": 1_772_349_330, "cause": "STATUS", "playerState": "PLAYING", "mediaSessionId": 3, "currentTime": 12.5,
    "media": MEDIA,
}  # fmt: skip


def key(name: str, **more: Any) -> dict[str, Any]:
    return {"time": 1_772_349_330, "cause": "KEY", "key": name, "currentTime": 12.5, "media": MEDIA, **more}


@pytest.mark.parametrize(
    ("status", "kind", "began", "ended"),
    [
        (STATUS, EventKind.PROGRESS, None, None),
        ({**STATUS, "cause": "LOAD"}, EventKind.PLAY, "trackdone", None),
        ({**STATUS, "cause": "LOAD", "key": "NEXT"}, EventKind.PLAY, "fwdbtn", None),
        ({**STATUS, "cause": "LOAD", "key": "SELECT"}, EventKind.PLAY, "clickrow", None),
        ({**STATUS, "playerState": "PAUSED"}, EventKind.PAUSE, None, None),
        ({**STATUS, "playerState": "BUFFERING"}, EventKind.BUFFER, None, None),
        ({**STATUS, "playerState": "IDLE", "idleReason": "FINISHED"}, EventKind.COMPLETE, None, "trackdone"),
        ({**STATUS, "playerState": "IDLE", "idleReason": "CANCELLED"}, EventKind.STOP, None, "endplay"),
        ({**STATUS, "playerState": "IDLE", "idleReason": "ERROR"}, EventKind.ERROR, None, "trackerror"),
        (key("NEXT"), EventKind.SKIP, None, "fwdbtn"),
        (key("PREVIOUS"), EventKind.SKIP, None, "backbtn"),
        (key("PAUSE"), EventKind.PAUSE, None, None),
        (key("PLAY"), EventKind.RESUME, None, None),
        (key("BACK"), EventKind.STOP, None, "endplay"),
        (key("THUMBS_UP"), EventKind.LIKE, None, None),
    ],
)
def test_what_its_words_mean(status: dict[str, Any], kind: EventKind, began: str | None, ended: str | None) -> None:
    event = TV.one(status)
    assert (event.kind, event.reason_start, event.reason_end) == (kind, began, ended)
    assert (event.position_ms, event.duration_ms, event.play_id) == (12_500, 200_500, None)


def test_the_same_status_is_the_same_event_and_any_difference_another() -> None:
    one = TV.one(STATUS).event_id
    assert TV.one(dict(STATUS)).event_id == one
    for changed in ({"time": 1_772_349_331}, {"currentTime": 12.6}, {"playerState": "PAUSED"}, {"mediaSessionId": 4}):
        assert TV.one({**STATUS, **changed}).event_id != one
    assert TV.events(STATUS, receiver={"id": "other"})[0].event_id != one


def test_keys_that_are_not_about_a_place_in_a_track() -> None:
    off = TV.one({"time": 1_772_349_330, "cause": "KEY", "key": "POWER", "standby": True})
    assert (off.kind, off.track, off.extra["state"]) == (EventKind.POWER, None, "off")
    back = TV.one(key("REWIND", **{"from": 42.5}))
    assert (back.kind, back.position_ms, back.extra["from_ms"]) == (EventKind.SEEK, 12_500, 42_500)


def test_circumstances() -> None:
    told = {"profile": "anna", "repeatMode": "REPEAT_ALL_AND_SHUFFLE", "volume": {"muted": True}}
    context = TV.one({**STATUS, **told}).context
    assert context == {
        "device_kind": "tv", "app": "Living TV 55", "room": "living room", "person": "anna", "shuffle": True,
        "muted": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "field", "words"),
    [
        ({**STATUS, "cause": "WHIM"}, "cause", "known are LOAD, STATUS, KEY"),
        ({**STATUS, "playerState": "FLYING"}, "playerState", "known are PLAYING"),
        ({**STATUS, "playerState": "IDLE"}, "idleReason", "is missing"),
        (key("MENU"), "key", "known are PLAY"),
        ({**STATUS, "time": None}, "time", "seconds since 1970"),
        ({**STATUS, "time": True}, "time", "seconds since 1970"),
        ({**STATUS, "time": 1e30}, "time", "seconds since 1970"),
        ({**STATUS, "currentTime": 900}, "currentTime", "after the end"),
        ({**STATUS, "media": {"duration": "long"}}, "media.duration", "must be a number"),
        ({**STATUS, "media": {}}, "media.metadata", "is missing"),
        ({**STATUS, "volume": 3}, "volume", "must be an object"),
    ],
)
def test_what_is_refused_has_a_field_and_a_reason(status: dict[str, Any], field: str, words: str) -> None:
    found, reason = TV.refused(status)
    assert found == field
    assert words in reason
