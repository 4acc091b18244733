"""Smart speakers: no screen, a voice, several people in one room.

The requests are those of voice assistants' audio players: a pause is a stop that somebody asked for, going on is a
start with an offset, and the stream's token names the track, not the playback.
"""

from collections.abc import Iterator
from typing import Any

from segue.domain.event import Event, EventKind
from segue.ingest import checks, player
from segue.ingest.dialect import Dialect, Envelope, Head, Malformed, Raw
from segue.ingest.envelope import parse

_TYPES = {
    "AudioPlayer.PlaybackStarted": EventKind.PLAY,  # RESUME with an offset
    "AudioPlayer.ProgressReportIntervalElapsed": EventKind.PROGRESS,
    "AudioPlayer.PlaybackNearlyFinished": EventKind.PROGRESS,
    "AudioPlayer.PlaybackFinished": EventKind.COMPLETE,
    "AudioPlayer.PlaybackStopped": EventKind.STOP,  # `intent` says what was asked for
    "AudioPlayer.PlaybackFailed": EventKind.ERROR,
    "AudioPlayer.Seeked": EventKind.SEEK,
    "IntentRequest": EventKind.SEARCH,  # `intent` says what was asked for
}
_STOPS = {
    "AMAZON.PauseIntent": (EventKind.PAUSE, None),
    "AMAZON.NextIntent": (EventKind.SKIP, "fwdbtn"),
    "AMAZON.PreviousIntent": (EventKind.SKIP, "backbtn"),
    "AMAZON.StopIntent": (EventKind.STOP, "endplay"),
    "AMAZON.CancelIntent": (EventKind.STOP, "endplay"),
    "PlayIntent": (EventKind.STOP, "voice"),
    "SleepTimer": (EventKind.STOP, "sleep"),
}
_ASKED = {
    "PlayIntent": EventKind.SEARCH,
    "SearchIntent": EventKind.SEARCH,
    "LikeIntent": EventKind.LIKE,
    "DislikeIntent": EventKind.BAN,
    "SaveIntent": EventKind.SAVE,
}
_STARTS = {
    "PlayIntent": "voice", "AMAZON.NextIntent": "fwdbtn", "AMAZON.PreviousIntent": "backbtn", "Routine": "routine"
}  # fmt: skip
_NAMES = {"id": "id", "title": "title", "artist": "subtitle", "release": "album", "isrc": "isrc", "uri": "uri"}
_USED = frozenset(
    ("type", "requestId", "timestamp", "token", "offsetInMilliseconds", "fromMilliseconds", "audioItem", "person",
     "intent", "utterance", "error", "locale")
)  # fmt: skip


def _head(message: Raw) -> Head:
    device = player.inside(message.get("device"), "device")
    room = checks.text(device.get("room"), "device.room", checks.MAX_REASON)
    sent = player.clock(message.get("sentAt"), "sentAt")
    return player.head(
        message, device.get("deviceId"), "device.deviceId", sent, device_kind="smart_speaker", room=room, screen=False
    )


def _read(head: Head, item: Raw) -> Iterator[Event]:
    told = item.get("type")
    kind = player.word(told, "type", _TYPES)
    offset = player.milliseconds(item.get("offsetInMilliseconds"), "offsetInMilliseconds")
    intent, began, ended = item.get("intent"), None, None
    if kind is EventKind.PLAY:
        if offset:
            kind = EventKind.RESUME
        else:
            began = "trackdone" if intent is None else player.word(intent, "intent", _STARTS)
    elif kind is EventKind.STOP:
        kind, ended = (EventKind.STOP, None) if intent is None else player.word(intent, "intent", _STOPS)
    elif kind is EventKind.SEARCH:
        kind = player.word(intent, "intent", _ASKED)
    elif kind in (EventKind.COMPLETE, EventKind.ERROR):
        ended = "trackdone" if kind is EventKind.COMPLETE else "trackerror"
    audio = player.inside(item.get("audioItem"), "audioItem")
    metadata = player.inside(audio.get("metadata"), "audioItem.metadata")
    length = player.milliseconds(metadata.get("durationInMilliseconds"), "audioItem.metadata.durationInMilliseconds")
    position, length, repaired = player.place(offset, length, "offsetInMilliseconds")
    person = player.inside(item.get("person"), "person").get("personId")
    heard = checks.text(item.get("utterance"), "utterance")
    if kind is EventKind.SEARCH and heard is None:
        raise Malformed("utterance", "is missing: a search says nothing without its words")
    yield Event(
        event_id=player.key("speaker", head.device, checks.identifier(item.get("requestId"), "requestId")),
        kind=kind,
        at=player.in_second(player.clock(item.get("timestamp"), "timestamp"), kind, position),
        track=player.track(metadata, "audioItem.metadata", kind, _NAMES),
        device=head.device,
        position_ms=position,
        duration_ms=length,
        context=head.context
        | player.present(
            {
                "person": checks.text(person, "person.personId", checks.MAX_REASON),
                "locale": checks.text(item.get("locale"), "locale", checks.MAX_REASON),
            }
        ),
        extra=player.rest(
            item,
            _USED,
            query=heard if kind is EventKind.SEARCH else None,
            utterance=heard if kind is not EventKind.SEARCH else None,
            stream=checks.text(item.get("token"), "token"),
            from_ms=player.milliseconds(item.get("fromMilliseconds"), "fromMilliseconds"),
            error=item.get("error"),
            **repaired,
        ),
        dialect="smart_speaker",
        reason_start=began,
        reason_end=ended,
    )


_SONG = {"metadata": {"title": "Hyperballad", "subtitle": "Björk", "durationInMilliseconds": 321_000}}
_ANNA = {"personId": "person-anna"}


def _request(number: int, at: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "requestId": f"req.{number}", "timestamp": at, **more}


_envelope = Envelope("requests", _head, _read)
dialect = Dialect(
    title="Smart speakers",
    parse=parse(_envelope),
    examples=(
        {
            "dialect": "smart_speaker",
            "device": {"deviceId": "spk-kitchen-1", "room": "kitchen"},
            "sentAt": "2026-03-01T07:17:00Z",
            "requests": [
                _request(1, "2026-03-01T07:15:25Z", "IntentRequest", intent="PlayIntent", person=_ANNA,
                         utterance="play hyperballad by björk", locale="en-GB"),
                _request(2, "2026-03-01T07:15:30Z", "AudioPlayer.PlaybackStarted", token="tok-77", intent="PlayIntent",  # noqa: S106
                         offsetInMilliseconds=0, audioItem=_SONG, person=_ANNA),
                _request(3, "2026-03-01T07:16:00Z", "AudioPlayer.PlaybackStopped", token="tok-77",  # noqa: S106
                         intent="AMAZON.PauseIntent", offsetInMilliseconds=30_000, audioItem=_SONG, person=_ANNA),
                _request(4, "2026-03-01T07:16:10Z", "AudioPlayer.PlaybackStarted", token="tok-77",  # noqa: S106
                         offsetInMilliseconds=30_000, audioItem=_SONG, person=_ANNA),
                _request(5, "2026-03-01T07:16:21Z", "AudioPlayer.PlaybackStopped", token="tok-77",  # noqa: S106
                         intent="AMAZON.NextIntent", offsetInMilliseconds=41_000, audioItem=_SONG, person=_ANNA),
            ],
        },
    ),
    envelope=_envelope,
)  # fmt: skip
