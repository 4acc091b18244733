"""The fast path of native batches: one decode into structs, then only what a decoder cannot check.

It gives up (None) at the first unusual thing, and the careful path decides. It must never accept what that one
refuses, nor read it differently; a property test holds the two against each other.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from segue.domain.event import TRACK_KINDS, Event, EventKind, TrackRef
from segue.ingest.checks import (
    EARLIEST,
    EPOCH,
    LATEST,
    MAX_CONTEXT,
    MAX_DURATION_MS,
    MAX_FORMAT,
    MAX_POSITION_MS,
    MAX_TEXT,
    OVERRUN_MS,
    SKEW,
)

# No field is `int` alone: msgspec would take 1.0 for 1.
_Text = Annotated[str, Meta(max_length=MAX_TEXT)] | UnsetType
_Key = Annotated[str, Meta(max_length=128, min_length=1)]
_Number = int | float | UnsetType
_DASHED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_ISRC = re.compile(r"[A-Z0-9]{12}").fullmatch
_ODD_ID = re.compile(r"[^A-Za-z0-9._:|~@+=-]").search
_SCALARS = frozenset({str, bool, type(None)})


class _Track(Struct, forbid_unknown_fields=True, gc=False):
    id: _Text = UNSET
    title: _Text = UNSET
    artist: _Text = UNSET
    release: _Text = UNSET
    mbid: _Text = UNSET
    isrc: _Text = UNSET
    uri: _Text = UNSET
    format: Annotated[str, Meta(max_length=MAX_FORMAT)] | UnsetType = UNSET


class _Event(Struct, forbid_unknown_fields=True):
    event_id: _Key
    kind: EventKind
    at: Annotated[datetime, Meta(tz=True)] | int | float
    device: _Text = UNSET
    track: _Track | UnsetType = UNSET
    position_ms: _Number = UNSET
    duration_ms: _Number = UNSET
    context: dict[str, Any] | UnsetType = UNSET
    slate_id: _Key | UnsetType = UNSET


class _Body(Struct, forbid_unknown_fields=True):
    events: list[_Event]
    request: msgspec.Raw | UnsetType = UNSET


_decoder = msgspec.json.Decoder(_Body)
_encoder = msgspec.json.Encoder()


class _Unusual(Exception):  # noqa: N818 - not an error: the careful path takes over
    pass


def _quotes(data: bytes) -> int:
    r"""How many quotes open or close a string; without `\\` in the data, `\"` is always an escaped one."""
    return data.count(b'"') - data.count(b'\\"')


def _same_strings(body: bytes, read: _Body) -> bool:
    """Whether every string of the body was read: a key that stands there twice leaves its first one over."""
    again = _encoder.encode(read)
    return b"\\\\" not in body and b"\\\\" not in again and _quotes(body) == _quotes(again)


def _text(value: str | UnsetType) -> str | None:
    if value is UNSET:
        return None
    return value.strip() or None


def _ref(track: _Track) -> TrackRef:
    own, mbid, isrc = _text(track.id), _text(track.mbid), _text(track.isrc)
    if (own and not _DASHED(own)) or (mbid and not _DASHED(mbid)) or (isrc and not _ISRC(isrc)):
        raise _Unusual
    title, artist, uri = _text(track.title), _text(track.artist), _text(track.uri)
    if not (own or (title and artist) or mbid or isrc or uri):
        raise _Unusual
    return TrackRef(own, title, artist, _text(track.release), mbid, isrc, uri, _text(track.format))


def _milliseconds(value: int | float | UnsetType, least: int, most: int) -> int | None:
    if value is UNSET:
        return None
    if type(value) is not int or not least <= value <= most:
        raise _Unusual
    return value


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


def decode(body: bytes, received_at: datetime, most: int) -> list[Event] | None:
    """The events of a body of 1 to `most` of them, when all is usual; else None. Raises nothing."""
    if b"\\u0000" in body:
        return None
    try:
        read = _decoder.decode(body)
        if not 0 < len(read.events) <= most or not _same_strings(body, read):
            return None
        if _ODD_ID("".join([e.event_id for e in read.events])):
            return None
        until = min(received_at + SKEW, LATEST)
        return [_event(e, until) for e in read.events]
    except (_Unusual, msgspec.DecodeError, UnicodeError, RecursionError, OverflowError):
        return None


def _event(e: _Event, until: datetime) -> Event:
    at = _at(e.at)
    track = None if e.track is UNSET else _ref(e.track)
    if not EARLIEST <= at <= until or (track is None and e.kind in TRACK_KINDS):
        raise _Unusual
    position = _milliseconds(e.position_ms, 0, MAX_POSITION_MS)
    duration = _milliseconds(e.duration_ms, 1, MAX_DURATION_MS)
    if position is not None and duration is not None and position > duration + OVERRUN_MS:
        raise _Unusual
    slate = None if e.slate_id is UNSET else e.slate_id
    if slate is not None and _ODD_ID(slate):
        raise _Unusual
    return Event(
        e.event_id,
        e.kind,
        at,
        None,
        track,
        _text(e.device),
        position,
        duration,
        {} if e.context is UNSET else _plain(e.context),
        slate,
    )
