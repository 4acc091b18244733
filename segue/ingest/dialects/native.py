"""Segue's own events, as `POST /api/v1/events` takes them (docs/dialects/native.md)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from segue.domain.event import TRACK_KINDS, Event, EventKind, TrackRef
from segue.ingest import checks, wire
from segue.ingest.body import BadBody, split
from segue.ingest.clock import Offset, check_earliest, corrected, once
from segue.ingest.dialect import Dialect, Malformed, Raw, Reading
from segue.ingest.judge import Judged, judge

__all__ = ["MAX_EVENTS", "BadBody", "decode_batch", "dialect"]

MAX_EVENTS = 1_000
_FIELDS = frozenset(
    (
        "event_id", "kind", "at", "device", "track", "position_ms", "duration_ms", "context", "slate_id",
        "play_id", "reason_start", "reason_end",
    )
)  # fmt: skip
_BANS = (EventKind.BAN, EventKind.UNBAN)
_TRACK_FIELDS = frozenset(TrackRef.__struct_fields__)


def _track(value: object) -> tuple[TrackRef | None, dict[str, Any]]:
    """The track as named, and what else stood beside the names."""
    if value is None:
        return None, {}
    if not isinstance(value, dict):
        raise Malformed("track", f"must be an object, got {checks.show(value)}")
    ref = TrackRef(
        id=checks.uuid(value.get("id"), "track.id"),
        title=checks.text(value.get("title"), "track.title"),
        artist=checks.text(value.get("artist"), "track.artist"),
        release=checks.text(value.get("release"), "track.release"),
        mbid=checks.uuid(value.get("mbid"), "track.mbid"),
        isrc=checks.isrc(value.get("isrc"), "track.isrc"),
        uri=checks.text(value.get("uri"), "track.uri"),
        format=checks.text(value.get("format"), "track.format", checks.MAX_FORMAT),
    )
    rest = {k: v for k, v in value.items() if k not in _TRACK_FIELDS}
    if not (ref.id or (ref.title and ref.artist) or ref.mbid or ref.isrc or ref.uri):
        if rest or any(v not in (None, "") for v in value.values()):
            raise Malformed("track", "needs an id, or title and artist, or one of mbid, isrc and uri")
        return None, {}
    return ref, rest


def _event(message: Raw, earliest: datetime = checks.EARLIEST) -> Event:
    event_id = checks.identifier(message.get("event_id"), "event_id")
    kind = checks.kind_of(message.get("kind"))
    at = checks.moment(message.get("at"), "at", earliest)
    track, beside = _track(message.get("track"))
    if track is None and kind in TRACK_KINDS:
        raise Malformed("track", f"is missing, and {kind!s} says nothing without one")
    extra = {k: v for k, v in message.items() if k not in _FIELDS}
    if beside:
        extra["track"] = beside
    checks.kept(extra, "")
    if kind in _BANS:
        checks.ban(extra)
    position_ms, duration_ms = checks.positions(message.get("position_ms"), message.get("duration_ms"))
    slate_id, play_id = message.get("slate_id"), message.get("play_id")
    return Event(
        event_id=event_id,
        kind=kind,
        at=at,
        track=track,
        device=checks.text(message.get("device"), "device"),
        position_ms=position_ms,
        duration_ms=duration_ms,
        context=checks.context(message.get("context")),
        slate_id=checks.identifier_or_none(slate_id, "slate_id"),
        extra=extra,
        play_id=checks.identifier_or_none(play_id, "play_id"),
        reason_start=checks.text(message.get("reason_start"), "reason_start", checks.MAX_REASON),
        reason_end=checks.text(message.get("reason_end"), "reason_end", checks.MAX_REASON),
    )


def _parse(message: Raw) -> Iterator[Event]:
    """One event, or a whole body: what was refused as a whole is replayed as a whole."""
    events = message.get("events")
    if "kind" in message or not isinstance(events, list):
        yield _event(message)
        return
    for index, event in enumerate(events):
        if not isinstance(event, dict):
            raise Malformed(f"events[{index}]", "is not an object")
        yield _event(event)


def _count(events: int) -> None:
    if events == 0:
        raise BadBody("events", "is empty: send 1 to 1,000 events")
    if events > MAX_EVENTS:
        raise BadBody("events", f"holds {events:,} events, at most {MAX_EVENTS:,} are taken", too_many=True)


def decode_batch(body: bytes, received_at: datetime, offset: Offset = once) -> Judged:
    """Events, rejections and the raw bytes of the rejected messages, from `{"events": [...]}`.

    A batch in which all is usual takes the fast path (`segue.ingest.wire`); else each event is judged alone,
    by the same rules, more slowly. A `request` beside the events (`POST /api/v1/next`) is left alone; a `sent_at`
    there tells how far the sender's clock is off.

    Raises:
        BadBody: nothing can be read, or there are 0 or more than 1,000 events.
    """
    fast = wire.decode(body, received_at, MAX_EVENTS, offset)
    if fast is not None:
        return fast, [], []
    document, raws = split(body, "events")
    _count(len(raws))
    if document.get("sent_at") is None:
        return judge(raws, _event, received_at)
    try:
        sent = checks.moment(document["sent_at"], "sent_at", checks.EPOCH)
    except Malformed as wrong:
        raise BadBody(wrong.field, wrong.reason) from None
    off = offset(_first_device(raws), sent, received_at)
    return judge(raws, lambda message: _at_true_time(message, sent, off), received_at)


def _first_device(raws: list[bytes]) -> str:
    """Whose clock it is."""
    try:
        return msgspec.json.decode(raws[0], type=_Device).device or ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


class _Device(msgspec.Struct):
    device: str | None = None


def _at_true_time(message: Raw, sent: datetime, offset: timedelta) -> Event:
    event = _event(message, checks.EPOCH)
    event = corrected(event, Reading("", sent, event.at), offset)
    check_earliest(event)
    return event


dialect = Dialect(
    title="Segue's own events",
    parse=_parse,
    examples=(
        {
            "event_id": "phone-7:1041",
            "kind": "skip",
            "at": "2026-03-01T08:15:30.250+01:00",
            "device": "phone",
            "track": {
                "title": "Hyperballad",
                "artist": "Björk",
                "release": "Post",
                "isrc": "GB-AHT-95-00204",
            },
            "position_ms": 11_400,
            "duration_ms": 321_000,
            "context": {"activity": "running", "shuffle": True},
            "slate_id": "4b1f0c9e",
        },
        {
            "event_id": "phone-7:1042",
            "kind": "complete",
            "at": 1_772_349_330_250,
            "track": {"id": "6b0c8e5e0f2b4a3f9d5e3b8a9d1c2f47", "gain_db": -6.5},
            "rating": 4,
        },
        {"event_id": "phone-7:1043", "kind": "search", "at": "2026-03-01T07:20:00Z", "query": "봄 설레임"},
    ),
)
