"""Televisions and their boxes: media statuses as a cast receiver sends them, every 30 seconds and at each key.

Statuses have no ids, their clock shows whole seconds, and the media session is that of the queue, not of one
playback (the shapes follow the Cast protocol's MediaStatus).
"""

from collections.abc import Iterator
from typing import Any

from segue.domain.event import TRACK_KINDS, Event, EventKind
from segue.ingest import checks, player
from segue.ingest.dialect import Dialect, Envelope, Head, Malformed, Raw
from segue.ingest.envelope import parse

_STATES = {
    "PLAYING": EventKind.PROGRESS,
    "PAUSED": EventKind.PAUSE,
    "BUFFERING": EventKind.BUFFER,
    "IDLE": EventKind.STOP,  # `idleReason` says how
}
_IDLE = {
    "FINISHED": (EventKind.COMPLETE, "trackdone"),
    "CANCELLED": (EventKind.STOP, "endplay"),
    "INTERRUPTED": (EventKind.STOP, "clickrow"),
    "ERROR": (EventKind.ERROR, "trackerror"),
}
_SKIPS = {"NEXT": "fwdbtn", "PREVIOUS": "backbtn"}
_KEYS = {
    "PLAY": EventKind.RESUME,
    "PAUSE": EventKind.PAUSE,
    "STOP": EventKind.STOP,
    "BACK": EventKind.STOP,
    "NEXT": EventKind.SKIP,
    "PREVIOUS": EventKind.SKIP,
    "REWIND": EventKind.SEEK,
    "FAST_FORWARD": EventKind.SEEK,
    "THUMBS_UP": EventKind.LIKE,
    "THUMBS_DOWN": EventKind.BAN,
    "POWER": EventKind.POWER,
}
_NAMES = {"title": "title", "artist": "artist", "release": "albumName", "id": "trackId"}
_SECONDS = 1000.0
_USED = frozenset(
    ("time", "cause", "key", "playerState", "idleReason", "mediaSessionId", "currentTime", "from", "media", "volume",
     "standby", "profile", "repeatMode")
)  # fmt: skip


def _epoch(value: object, field: str) -> Any:
    """Seconds since 1970, whole or not."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 253_000_000_000:
        raise Malformed(field, f"must be seconds since 1970, got {checks.show(value)}")
    return player.clock(round(value * 1000), field)


def _head(message: Raw) -> Head:
    receiver = player.inside(message.get("receiver"), "receiver")
    model = checks.text(receiver.get("model"), "receiver.model", checks.MAX_REASON)
    room = checks.text(receiver.get("room"), "receiver.room", checks.MAX_REASON)
    sent = _epoch(message.get("sentAt"), "sentAt")
    return player.head(message, receiver.get("id"), "receiver.id", sent, device_kind="tv", app=model, room=room)


def _meaning(item: Raw) -> tuple[EventKind, str | None, str | None]:
    """Kind, why it began, why it ended."""
    cause, key = item.get("cause"), item.get("key")
    if cause == "LOAD":
        return EventKind.PLAY, _SKIPS.get(str(key), "trackdone" if key is None else "clickrow"), None
    if cause == "KEY":
        kind = player.word(key, "key", _KEYS)
        return kind, None, _SKIPS.get(str(key)) or ("endplay" if kind is EventKind.STOP else None)
    if cause != "STATUS":
        raise Malformed("cause", f"unknown {checks.show(cause)}; known are LOAD, STATUS, KEY")
    kind = player.word(item.get("playerState"), "playerState", _STATES)
    if kind is EventKind.STOP:
        return player.word(item.get("idleReason"), "idleReason", _IDLE)[0], None, _IDLE[str(item["idleReason"])][1]
    return kind, None, None


def _read(head: Head, item: Raw) -> Iterator[Event]:
    kind, began, ended = _meaning(item)
    media = player.inside(item.get("media"), "media")
    at = _epoch(item.get("time"), "time")
    where = player.milliseconds(item.get("currentTime"), "currentTime", _SECONDS)
    length = player.milliseconds(media.get("duration"), "media.duration", _SECONDS)
    position, length, repaired = player.place(where, length, "currentTime")
    volume = player.inside(item.get("volume"), "volume")
    told = [item.get(k) for k in ("time", "cause", "key", "mediaSessionId", "playerState", "idleReason", "currentTime")]
    state = None
    if kind is EventKind.POWER:
        state = "off" if player.flag(item.get("standby"), "standby") is not False else "on"
    yield Event(
        event_id=player.key("tv", head.device, player.digest(*told, media.get("metadata"))),
        kind=kind,
        at=player.in_second(at, kind, position),
        track=player.track(media.get("metadata"), "media.metadata", kind, _NAMES),
        device=head.device,
        position_ms=position,
        duration_ms=length,
        context=head.context
        | player.present(
            {
                "person": checks.text(item.get("profile"), "profile", checks.MAX_REASON),
                "shuffle": True if item.get("repeatMode") == "REPEAT_ALL_AND_SHUFFLE" else None,
                "muted": player.flag(volume.get("muted"), "volume.muted") or None,
            }
        ),
        extra=player.rest(
            item,
            _USED,
            state=state,
            key=item.get("key"),
            from_ms=player.milliseconds(item.get("from"), "from", _SECONDS),
            media_session=item.get("mediaSessionId") if kind in TRACK_KINDS else None,
            **repaired,
        ),
        dialect="tv",
        reason_start=began,
        reason_end=ended,
    )


_MEDIA: dict[str, Any] = {
    "contentId": "x/77", "contentType": "audio/flac", "duration": 321.026,
    "metadata": {"metadataType": 3, "title": "Hyperballad", "artist": "Björk", "albumName": "Post"},
}  # fmt: skip
_envelope = Envelope("statuses", _head, _read)
dialect = Dialect(
    title="Televisions",
    parse=parse(_envelope),
    examples=(
        {
            "dialect": "tv",
            "receiver": {"id": "tv-2c9a", "model": "Living TV 55", "room": "living room"},
            "sentAt": 1_772_349_420.5,
            "statuses": [
                {"time": 1_772_349_330, "cause": "LOAD", "key": "SELECT", "mediaSessionId": 3, "playerState": "PLAYING",
                 "currentTime": 0, "media": _MEDIA, "profile": "anna"},
                {"time": 1_772_349_360, "cause": "STATUS", "mediaSessionId": 3, "playerState": "PLAYING",
                 "currentTime": 30.01, "media": _MEDIA, "profile": "anna", "volume": {"level": 0.4, "muted": False}},
                {"time": 1_772_349_371, "cause": "KEY", "key": "NEXT", "mediaSessionId": 3, "currentTime": 41.2,
                 "media": _MEDIA, "profile": "anna"},
                {"time": 1_772_349_400, "cause": "KEY", "key": "POWER", "standby": True},
            ],
        },
    ),
    envelope=_envelope,
)  # fmt: skip
