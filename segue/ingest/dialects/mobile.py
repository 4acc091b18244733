"""Phones and tablets: what a player app tells of itself, in batches, hours late when there was no network.

The words follow Android's Media3 (`AnalyticsListener`, media item transitions, position discontinuities).
"""

from collections.abc import Iterator
from typing import Any

from segue.domain.event import Event, EventKind
from segue.ingest import checks, player
from segue.ingest.dialect import Dialect, Envelope, Head, Raw
from segue.ingest.envelope import parse

_KINDS = {
    "item_transition": EventKind.PLAY,
    "position": EventKind.PROGRESS,
    "is_playing": EventKind.PAUSE,  # or RESUME: `playing` says which
    "discontinuity": EventKind.SEEK,
    "item_end": EventKind.STOP,  # or COMPLETE or SKIP: `reason` says which
    "player_error": EventKind.ERROR,
    "stall": EventKind.BUFFER,
    "app": EventKind.POWER,
    "network": EventKind.NETWORK,
    "like": EventKind.LIKE,
    "unlike": EventKind.UNLIKE,
    "ban": EventKind.BAN,
    "save": EventKind.SAVE,
    "share": EventKind.SHARE,
}
_STARTS = {
    "auto": "trackdone", "repeat": "trackdone", "seek_next": "fwdbtn", "seek_previous": "backbtn", "picked": "clickrow",
    "play_button": "playbtn", "voice": "voice",
}  # fmt: skip
_ENDS = {
    "ended": (EventKind.COMPLETE, "trackdone"),
    "next": (EventKind.SKIP, "fwdbtn"),
    "previous": (EventKind.SKIP, "backbtn"),
    "picked": (EventKind.STOP, "clickrow"),
    "stopped": (EventKind.STOP, "endplay"),
    "killed": (EventKind.STOP, "unexpected-exit"),
}
_TIME_UNSET = -(2**63) + 1  # Media3 writes "not known" so
_NAMES = {"id": "mediaId", "title": "title", "artist": "artist", "release": "albumTitle", "isrc": "isrc", "uri": "uri"}
_USED = frozenset(
    ("seq", "time", "event", "session", "item", "positionMs", "durationMs", "toMs", "reason", "playing", "foreground",
     "network", "shuffle", "output", "slate", "activity", "stalledMs")
)  # fmt: skip


def _head(message: Raw) -> Head:
    app = checks.text(message.get("app"), "app", checks.MAX_REASON)
    system = checks.text(message.get("os"), "os", checks.MAX_REASON)
    sent = player.clock(message.get("sentAt"), "sentAt")
    return player.head(message, message.get("install"), "install", sent, device_kind="mobile", app=app, os=system)


def _ms(item: Raw, name: str) -> int | None:
    return None if item.get(name) == _TIME_UNSET else player.milliseconds(item.get(name), name)


def _read(head: Head, item: Raw) -> Iterator[Event]:
    told = item.get("event")
    kind = player.word(told, "event", _KINDS)
    number = checks.required(item.get("seq"), "seq", 0, 2**53)
    reason_start = reason_end = state = None
    if told == "is_playing":
        kind = EventKind.RESUME if player.flag(item.get("playing"), "playing") else EventKind.PAUSE
    elif told == "item_transition":
        reason_start = player.word(item.get("reason"), "reason", _STARTS)
    elif told == "item_end":
        kind, reason_end = player.word(item.get("reason"), "reason", _ENDS)
    elif told == "player_error":
        reason_end = "trackerror"
    elif told == "app":
        state = "on" if player.flag(item.get("foreground"), "foreground") else "off"
    seek = kind is EventKind.SEEK
    position, length, repaired = player.place(
        _ms(item, "toMs" if seek else "positionMs"), _ms(item, "durationMs"), "toMs" if seek else "positionMs"
    )
    session, slate = item.get("session"), item.get("slate")
    yield Event(
        event_id=player.key("mobile", head.device, number),
        kind=kind,
        at=player.clock(item.get("time"), "time"),
        track=player.track(item.get("item"), "item", kind, _NAMES),
        device=head.device,
        position_ms=position,
        duration_ms=length,
        context=head.context
        | player.present(
            {
                "foreground": player.flag(item.get("foreground"), "foreground"),
                "network": checks.text(item.get("network"), "network", checks.MAX_REASON),
                "shuffle": player.flag(item.get("shuffle"), "shuffle"),
                "output": checks.text(item.get("output"), "output", checks.MAX_REASON),
                "activity": checks.text(item.get("activity"), "activity", checks.MAX_REASON),
            }
        ),
        slate_id=checks.identifier_or_none(slate, "slate"),
        extra=player.rest(
            item,
            _USED,
            state=state,
            from_ms=_ms(item, "positionMs") if seek else None,
            stalled_ms=_ms(item, "stalledMs"),
            cause=item.get("reason") if told == "is_playing" else None,
            **repaired,
        ),
        dialect="mobile",
        play_id=checks.identifier_or_none(session, "session"),
        reason_start=reason_start,
        reason_end=reason_end,
    )


_SONG = {"title": "Hyperballad", "artist": "Björk", "albumTitle": "Post", "isrc": "GBAHT9500204"}
_BASE: dict[str, Any] = {
    "session": "s-77", "item": _SONG, "durationMs": 321_000, "foreground": True, "network": "wifi", "shuffle": True,
    "output": "bluetooth",
}  # fmt: skip
_envelope = Envelope("events", _head, _read)
dialect = Dialect(
    title="Phones and tablets",
    parse=parse(_envelope),
    examples=(
        {
            "dialect": "mobile",
            "install": "px8-5d1e",
            "app": "tempo 4.2.1",
            "os": "Android 16",
            "sentAt": 1_772_349_400_000,
            "events": [
                {"seq": 1040, "time": 1_772_349_329_000, "event": "app", "foreground": True, "network": "wifi"},
                {**_BASE, "seq": 1041, "time": 1_772_349_330_250, "event": "item_transition", "reason": "picked",
                 "positionMs": 0, "durationMs": _TIME_UNSET},
                {**_BASE, "seq": 1042, "time": 1_772_349_345_250, "event": "position", "positionMs": 15_000},
                {**_BASE, "seq": 1043, "time": 1_772_349_350_250, "event": "is_playing", "playing": False,
                 "reason": "audio_becoming_noisy", "positionMs": 20_000},
                {**_BASE, "seq": 1044, "time": 1_772_349_360_250, "event": "is_playing", "playing": True,
                 "positionMs": 20_000},
                {**_BASE, "seq": 1045, "time": 1_772_349_365_250, "event": "discontinuity", "positionMs": 25_000,
                 "toMs": 10_000},
                {**_BASE, "seq": 1046, "time": 1_772_349_366_650, "event": "item_end", "reason": "next",
                 "positionMs": 11_400, "foreground": False, "network": "cellular"},
            ],
        },
    ),
    envelope=_envelope,
)  # fmt: skip
