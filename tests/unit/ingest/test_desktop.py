"""Desktops: MPRIS tells changes, not ends; microseconds; no local paths."""

from typing import Any

import pytest

from segue.domain.event import EventKind
from tests.unit.ingest.envelopes import Told

DESKTOP = Told("desktop")
SONG = {
    "mpris:length": 200_000_000,
    "xesam:title": "Just",
    "xesam:artist": ["Radiohead", "Guest"],
    "xesam:url": "file:///a",
}
STATE = {"Metadata": SONG, "Position": 12_345_678, "playback": "p-1"}
AT = {"id": "c1", "at": "2026-03-01T08:15:30+01:00"}


@pytest.mark.parametrize(
    ("via", "kind", "ended", "began"),
    [
        ("Next", EventKind.SKIP, "fwdbtn", "fwdbtn"),
        ("Previous", EventKind.SKIP, "backbtn", "backbtn"),
        ("end", EventKind.COMPLETE, "trackdone", "trackdone"),
        (None, EventKind.COMPLETE, "trackdone", "trackdone"),
        ("OpenUri", EventKind.STOP, "clickrow", "clickrow"),
    ],
)
def test_another_track_ends_the_one_before(via: str | None, kind: EventKind, ended: str, began: str) -> None:
    other = {**SONG, "xesam:title": "Creep"}
    change = {
        **AT,
        "change": "Metadata",
        "via": via,
        "before": STATE,
        "Metadata": other,
        "Position": 0,
        "playback": "p-2",
    }
    end, start = DESKTOP.events(change)
    assert (end.kind, end.reason_end, end.position_ms, end.play_id) == (kind, ended, 12_346, "p-1")
    assert (start.kind, start.reason_start, start.position_ms, start.play_id) == (EventKind.PLAY, began, 0, "p-2")
    assert end.event_id == "desktop:thinkpad-2f:c1:end"
    assert start.event_id == "desktop:thinkpad-2f:c1"
    assert end.track is not None
    assert start.track is not None
    assert (end.track.title, start.track.title, end.track.artist) == ("Just", "Creep", "Radiohead, Guest")
    assert end.track.uri is None, "a local path is nobody's business"


@pytest.mark.parametrize(
    ("change", "kind", "extra"),
    [
        ({"change": "PlaybackStatus", "status": "Paused"}, EventKind.PAUSE, {}),
        ({"change": "PlaybackStatus", "status": "Playing"}, EventKind.RESUME, {}),
        ({"change": "PlaybackStatus", "status": "Stopped"}, EventKind.STOP, {}),
        ({"change": "Position"}, EventKind.PROGRESS, {}),
        ({"change": "Seeked", "From": 90_000_000}, EventKind.SEEK, {"from_ms": 90_000}),
        ({"change": "Rating", "rating": 0.5}, EventKind.RATE, {"rating": 2.5}),
        ({"change": "Idle", "idle": True}, EventKind.POWER, {"state": "off"}),
    ],
)
def test_other_changes(change: dict[str, Any], kind: EventKind, extra: dict[str, Any]) -> None:
    event = DESKTOP.one({**AT, **STATE, "Shuffle": True, "LoopStatus": "Playlist", **change})
    assert (event.kind, event.position_ms, event.duration_ms) == (kind, 12_346, 200_000)
    assert event.extra.items() >= extra.items()
    assert event.context == {"device_kind": "desktop", "app": "strawberry", "shuffle": True, "repeat": "Playlist"}


def test_the_last_track_ends_and_no_other_begins() -> None:
    event = DESKTOP.one({**AT, "change": "Metadata", "via": "Stop", "before": STATE})
    assert (event.kind, event.reason_end) == (EventKind.STOP, "endplay")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"change": "Volume"}, "change", "known are Metadata"),
        ({"change": "Metadata"}, "Metadata", "is missing"),
        ({"change": "Metadata", "via": "Teleport", "before": STATE}, "via", "known are Next"),
        ({"change": "Metadata", "before": {**STATE, "Metadata": {}}}, "before.Metadata", "is missing"),
        ({"change": "Metadata", "before": {**STATE, "Position": 10**9}}, "before.Position", "after the end"),
        ({"change": "Rating", "rating": 4, **STATE}, "rating", "from 0 to 1"),
        ({"change": "Position", "Metadata": 3}, "Metadata", "must be an object"),
        ({"change": "Position", **STATE, "id": ""}, "id", "1-128"),
        ({"change": "Position", **STATE, "at": "2026-03-01T08:15:30"}, "at", "no offset"),
    ],
)
def test_what_is_refused_has_a_field_and_a_reason(change: dict[str, Any], field: str, words: str) -> None:
    found, reason = DESKTOP.refused({**AT, **change})
    assert found == field
    assert words in reason
