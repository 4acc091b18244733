"""The fast path of native batches: one decode into structs, then only what a decoder cannot check.

It gives up (None) at the first unusual thing, and the careful path decides. It must never accept what that
one refuses, nor read it differently; a property test holds the two against each other.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from segue.domain.event import TRACK_KINDS, Event, EventKind, TrackRef
from segue.ingest.checks import (
    EARLIEST,
    EPOCH,
    LATEST,
    MAX_CONTEXT,
    MAX_DURATION_MS,
    MAX_FORMAT,
    MAX_POSITION_MS,
    MAX_REASON,
    MAX_TEXT,
    OVERRUN_MS,
    SKEW,
)
from segue.ingest.clock import TOLERANCE, Offset, once

# No field is `int` alone: msgspec would take 1.0 for 1.
_Text = Annotated[str, Meta(max_length=MAX_TEXT)] | None
_Key = Annotated[str, Meta(max_length=128, min_length=1)]
_Reason = Annotated[str, Meta(max_length=MAX_REASON)] | None
_Number = int | float | None
_DASHED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_ISRC = re.compile(r"[A-Z0-9]{12}").fullmatch
_ODD_ID = re.compile(r"[^A-Za-z0-9._:|~@+=-]").search
_SCALARS = frozenset({str, bool, type(None)})


class _Track(Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    id: _Text = None
    title: _Text = None
    artist: _Text = None
    release: _Text = None
    mbid: _Text = None
    isrc: _Text = None
    uri: _Text = None
    format: Annotated[str, Meta(max_length=MAX_FORMAT)] | None = None


class _Event(Struct, forbid_unknown_fields=True, omit_defaults=True):
    event_id: _Key
    kind: EventKind
    at: Annotated[datetime, Meta(tz=True)] | int | float
    device: _Text = None
    track: _Track | None = None
    position_ms: _Number = None
    duration_ms: _Number = None
    context: dict[str, Any] | None = None
    slate_id: _Key | None = None
    play_id: _Key | None = None
    reason_start: _Reason = None
    reason_end: _Reason = None


class _Body(Struct, forbid_unknown_fields=True, omit_defaults=True):
    events: list[_Event]
    request: msgspec.Raw = msgspec.Raw()
    sent_at: Annotated[datetime, Meta(tz=True)] | int | float | None = None


_decoder = msgspec.json.Decoder(_Body)
_encoder = msgspec.json.Encoder()


class _Unusual(Exception):  # noqa: N818 - not an error: the careful path takes over
    pass


def _nothing_lost(body: bytes, read: _Body) -> bool:
    """Whether every string of the body was read: a key that stands there twice leaves its first one over.

    Each string has two quotes, so the body has as many as its own new spelling, or something was dropped.
    This holds when no string has a quote in it; where one may have, a backslash shows it.
    """
    again = _encoder.encode(read)
    if b"\\" not in again:
        return body.count(b'"') == again.count(b'"')
    for data in (body, again):
        if b"\\\\" in data or b"\\u0000" in data:
            return False
    return body.count(b'"') - body.count(b'\\"') == again.count(b'"') - again.count(b'\\"')


def _ref(track: _Track) -> TrackRef:
    own, mbid, isrc, uri = track.id, track.mbid, track.isrc, track.uri
    if (own and not _DASHED(own)) or (mbid and not _DASHED(mbid)) or (isrc and not _ISRC(isrc)):
        raise _Unusual
    title = track.title.strip() if track.title else None
    artist = track.artist.strip() if track.artist else None
    uri = uri.strip() if uri else None
    if not (own or (title and artist) or mbid or isrc or uri):
        raise _Unusual
    return TrackRef(
        own or None,
        title or None,
        artist or None,
        (track.release.strip() or None) if track.release else None,
        mbid or None,
        isrc or None,
        uri or None,
        (track.format.strip() or None) if track.format else None,
    )


def _at(value: datetime | float) -> datetime:
    if type(value) is datetime:
        return value if value.tzinfo is UTC else value.astimezone(UTC)
    if type(value) is int and 0 <= value < 253_000_000_000_000:
        return EPOCH + timedelta(milliseconds=value)
    raise _Unusual


def _plain(context: dict[str, Any]) -> dict[str, Any]:
    if len(context) > MAX_CONTEXT:
        raise _Unusual
    for value in context.values():
        kind = type(value)
        if kind not in _SCALARS and (kind is not int or not -(2**63) <= value < 2**63) and kind is not float:
            raise _Unusual
    return context


def decode(body: bytes, received_at: datetime, most: int, offset: Offset = once) -> list[Event] | None:
    """The events of a body of 1 to `most` of them, when all is usual; else None. Raises nothing."""
    try:
        read = _decoder.decode(body)
        if not 0 < len(read.events) <= most or not _nothing_lost(body, read):
            return None
        if read.sent_at is not None:
            off = offset(read.events[0].device or "", _at(read.sent_at), received_at)
            if abs(off) > TOLERANCE:
                return None
        if _ODD_ID("".join([e.event_id for e in read.events])):
            return None
        until = min(received_at + SKEW, LATEST)
        return [_event(e, until) for e in read.events]
    except (_Unusual, msgspec.DecodeError, UnicodeError, RecursionError, OverflowError):
        return None


def _event(e: _Event, until: datetime) -> Event:
    at = e.at
    if type(at) is not datetime or at.tzinfo is not UTC:
        at = _at(at)
    track = _ref(e.track) if e.track else None
    if not EARLIEST <= at <= until or (track is None and e.kind in TRACK_KINDS):
        raise _Unusual
    position, duration = e.position_ms, e.duration_ms
    if position is not None and (type(position) is not int or not 0 <= position <= MAX_POSITION_MS):
        raise _Unusual
    if duration is not None:
        if type(duration) is not int or not 0 < duration <= MAX_DURATION_MS:
            raise _Unusual
        if position is not None and position > duration + OVERRUN_MS:
            raise _Unusual
    slate, play = e.slate_id or None, e.play_id or None
    if (slate and _ODD_ID(slate)) or (play and _ODD_ID(play)):
        raise _Unusual
    return Event(
        e.event_id,
        e.kind,
        at,
        None,
        track,
        (e.device.strip() or None) if e.device else None,
        position,
        duration,
        _plain(e.context) if e.context else {},
        slate,
        {},
        "native",
        None,
        None,
        play,
        (e.reason_start.strip() or None) if e.reason_start else None,
        (e.reason_end.strip() or None) if e.reason_end else None,
    )
