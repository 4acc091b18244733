"""Smart speakers: a pause is a stop, going on is a start, and somebody's voice."""

from typing import Any

import pytest

from segue.domain.event import EventKind
from tests.unit.ingest.envelopes import Told

SPEAKER = Told("smart_speaker")
STOPPED: dict[str, Any] = {
    "type": "AudioPlayer.PlaybackStopped", "requestId": "r.1", "timestamp": "2026-03-01T07:15:30Z", "token": "t",
    "offsetInMilliseconds": 12_000, "person": {"personId": "anna"},
    "audioItem": {"metadata": {"title": "Just", "subtitle": "Radiohead", "durationInMilliseconds": 200_000}},
}  # fmt: skip


def audio(kind: str, **more: Any) -> dict[str, Any]:
    return {**STOPPED, "type": f"AudioPlayer.{kind}", **more}


@pytest.mark.parametrize(
    ("request_", "kind", "began", "ended"),
    [
        (STOPPED, EventKind.STOP, None, None),
        ({**STOPPED, "intent": "AMAZON.PauseIntent"}, EventKind.PAUSE, None, None),
        ({**STOPPED, "intent": "AMAZON.NextIntent"}, EventKind.SKIP, None, "fwdbtn"),
        ({**STOPPED, "intent": "SleepTimer"}, EventKind.STOP, None, "sleep"),
        (audio("PlaybackStarted"), EventKind.RESUME, None, None),
        (audio("PlaybackStarted", offsetInMilliseconds=0), EventKind.PLAY, "trackdone", None),
        (audio("PlaybackStarted", offsetInMilliseconds=0, intent="PlayIntent"), EventKind.PLAY, "voice", None),
        (audio("PlaybackNearlyFinished"), EventKind.PROGRESS, None, None),
        (audio("PlaybackFinished"), EventKind.COMPLETE, None, "trackdone"),
        (audio("PlaybackFailed", error="MEDIA_ERROR"), EventKind.ERROR, None, "trackerror"),
        (audio("Seeked", fromMilliseconds=90_000), EventKind.SEEK, None, None),
        ({**STOPPED, "type": "IntentRequest", "intent": "LikeIntent"}, EventKind.LIKE, None, None),
        ({**STOPPED, "type": "IntentRequest", "intent": "DislikeIntent"}, EventKind.BAN, None, None),
    ],
)
def test_what_its_words_mean(request_: dict[str, Any], kind: EventKind, began: str | None, ended: str | None) -> None:
    event = SPEAKER.one(request_)
    assert (event.kind, event.reason_start, event.reason_end) == (kind, began, ended)
    assert event.event_id == "speaker:spk-kitchen-1:r.1"
    assert event.play_id is None, "the token names the track, not the playback"
    assert event.context == {"device_kind": "smart_speaker", "room": "kitchen", "screen": False, "person": "anna"}


def test_a_wish_is_a_search_with_its_words() -> None:
    asked = {"type": "IntentRequest", "requestId": "r.2", "timestamp": "2026-03-01T07:15:20Z", "intent": "PlayIntent"}
    event = SPEAKER.one({**asked, "utterance": " play just by radiohead ", "locale": "en-GB"})
    assert (event.kind, event.extra, event.track) == (EventKind.SEARCH, {"query": "play just by radiohead"}, None)
    assert SPEAKER.refused(asked) == ("utterance", "is missing: a search says nothing without its words")


@pytest.mark.parametrize(
    ("request_", "field", "words"),
    [
        (audio("PlaybackDreamt"), "type", "known are AudioPlayer.PlaybackStarted"),
        ({**STOPPED, "intent": "AMAZON.HelpIntent"}, "intent", "known are AMAZON.PauseIntent"),
        ({**STOPPED, "requestId": None}, "requestId", "is missing"),
        ({**STOPPED, "timestamp": "2026-03-01T07:15:30"}, "timestamp", "no offset"),
        ({**STOPPED, "offsetInMilliseconds": 300_000}, "offsetInMilliseconds", "after the end"),
        ({**STOPPED, "audioItem": []}, "audioItem", "must be an object"),
        ({**STOPPED, "audioItem": {}}, "audioItem.metadata", "is missing"),
        ({**STOPPED, "person": "anna"}, "person", "must be an object"),
    ],
)
def test_what_is_refused_has_a_field_and_a_reason(request_: dict[str, Any], field: str, words: str) -> None:
    found, reason = SPEAKER.refused(request_)
    assert found == field
    assert words in reason
