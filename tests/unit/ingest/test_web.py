"""Web pages: seconds with a fraction, last words, and no token in what is kept."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from segue.domain.event import EventKind
from segue.ingest.archive import Message
from segue.ingest.envelope import apart
from segue.ingest.reading import read
from tests.unit.ingest.envelopes import Told

WEB = Told("web")
ITEM: dict[str, Any] = {
    "k": 4, "t": 1_772_349_330_250, "type": "timeupdate", "play": 2, "currentTime": 12.3456, "duration": 200.5,
    "media": {"title": "Just", "artist": "Radiohead"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "kind", "ended"),
    [
        ({}, EventKind.PROGRESS, None),
        ({"type": "pause"}, EventKind.PAUSE, None),
        ({"type": "playing"}, EventKind.RESUME, None),
        ({"type": "ended"}, EventKind.COMPLETE, "trackdone"),
        ({"type": "nexttrack"}, EventKind.SKIP, "fwdbtn"),
        ({"type": "pagehide"}, EventKind.STOP, "endplay"),
        ({"type": "error"}, EventKind.ERROR, "trackerror"),
        ({"type": "like"}, EventKind.LIKE, None),
    ],
)
def test_what_its_words_mean(changed: dict[str, Any], kind: EventKind, ended: str | None) -> None:
    event = WEB.one({**ITEM, **changed})
    assert (event.kind, event.reason_end, event.position_ms, event.duration_ms) == (kind, ended, 12_346, 200_500)
    assert (event.event_id, event.play_id) == ("web:w-9f31:v-81c2:4", "v-81c2:2")


def test_a_start_says_why_and_what_proposed_it() -> None:
    event = WEB.one({**ITEM, "type": "start", "cause": "autoplay", "slate": "s-1", "duration": None, "currentTime": 0})
    assert (event.kind, event.reason_start, event.slate_id, event.duration_ms) == (
        EventKind.PLAY, "trackdone", "s-1", None,
    )  # fmt: skip


def test_a_page_that_goes_while_nothing_plays() -> None:
    event = WEB.one({"k": 9, "t": ITEM["t"], "type": "pagehide", "visible": False})
    assert (event.kind, event.track, event.extra) == (EventKind.POWER, None, {"state": "off"})


def test_a_seek_and_a_stall() -> None:
    seek = WEB.one({**ITEM, "type": "seeked", "from": 90.5})
    assert (seek.kind, seek.extra) == (EventKind.SEEK, {"from_ms": 90_500})
    stall = WEB.one({**ITEM, "type": "stalled", "stalled": 2.5})
    assert (stall.kind, stall.extra) == (EventKind.BUFFER, {"stalled_ms": 2_500})


def test_the_token_is_never_kept() -> None:
    body = {**WEB.example, "token": "the-secret", "beacons": [{"k": "x"}]}
    now = datetime(2026, 3, 1, 8, tzinfo=UTC)
    _, (events, rejected, raws) = read(json.dumps(body).encode(), now, "a", lambda c, s, r: r - s)
    assert (events, len(rejected), len(raws)) == ([], 1, 1)
    assert b"the-secret" not in raws[0]
    assert json.loads(raws[0])["client"] == "w-9f31"


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"type": "sneeze"}, "type", "known are start"),
        ({"k": 1.0}, "k", "whole number"),
        ({"k": None}, "k", "is missing"),
        ({"t": None}, "t", "is missing"),
        ({"currentTime": -6}, "currentTime", "before the beginning"),
        ({"currentTime": 206}, "currentTime", "after the end"),
        ({"currentTime": "12"}, "currentTime", "must be a number"),
        ({"media": None}, "media", "is missing"),
        ({"type": "start", "cause": "magic"}, "cause", "known are click"),
    ],
)
def test_what_is_refused_has_a_field_and_a_reason(changed: dict[str, Any], field: str, words: str) -> None:
    found, reason = WEB.refused({**ITEM, **changed})
    assert found == field
    assert words in reason


@pytest.mark.parametrize("beacons", [[{"k": "x"}, ITEM], [], "none"])
def test_nor_of_a_file(beacons: Any) -> None:
    body = {**WEB.example, "token": "the-secret", "beacons": beacons}
    message = Message("f", 0, "line 1", json.dumps(body).encode(), body, 1)
    found = list(apart(WEB.dialect, [message]))
    assert len(found) == (2 if isinstance(beacons, list) and beacons else 1)
    for one in found:
        assert isinstance(one, Message)
        assert b"the-secret" not in one.raw
        assert "token" not in one.value
