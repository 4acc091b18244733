"""Player: what the messages of all devices are made of, each under its own names and in its own units."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, TypeVar

from segue.domain.event import TRACK_KINDS, EventKind, TrackRef
from segue.ingest import checks
from segue.ingest.dialect import Head, Malformed, Raw

T = TypeVar("T")
_ENDS = frozenset((EventKind.COMPLETE, EventKind.SKIP, EventKind.STOP, EventKind.ERROR))
SLACK_MS = checks.OVERRUN_MS  # players count a little past both ends
_MAX_DEVICE = 64  # characters
_ODD = re.compile(r"[^A-Za-z0-9._:~@+=-]")
_PLACE = re.compile(r"^(?:lat|lng|lon|long|latitude|longitude|alt|gps|geo|vin|coord|position_wgs)", re.IGNORECASE)
_COORDINATES = re.compile(r"-?\d{1,3}[.,]\d{2,}")


def area(value: object, field: str) -> str | None:
    """The name of a coarse area. What holds coordinates is no such name, and is thrown away."""
    told = checks.text(value, field, checks.MAX_REASON)
    return None if told is None or _COORDINATES.search(told) else told


def head(message: Raw, device: object, field: str, sent_at: datetime | None, **context: Any) -> Head:
    """What an envelope says of all its items; the device is named, in a key's characters."""
    name = checks.identifier(device, field)
    if len(name) > _MAX_DEVICE:
        raise Malformed(field, f"has {len(name)} characters, at most {_MAX_DEVICE} are taken")
    return Head(name, sent_at, present(context), message)


def clock(value: object, field: str) -> datetime:
    """What the sender's clock showed. It may be wrong by decades, and is corrected later."""
    return checks.moment(value, field, checks.EPOCH)


def present(context: Mapping[str, Any]) -> dict[str, Any]:
    """Circumstances that were told."""
    return {key: checks.kept(value, key) for key, value in context.items() if value not in (None, "")}


def inside(value: object, field: str) -> Raw:
    """An object within a message; absent is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Malformed(field, f"must be an object, got {checks.show(value)}")
    return value


def word(value: object, field: str, known: Mapping[str, T]) -> T:
    """The meaning of one of the words a device has."""
    if value is None:
        raise Malformed(field, "is missing")
    if not isinstance(value, str) or value not in known:
        raise Malformed(field, f"unknown {checks.show(value)}; known are {', '.join(known)}")
    return known[value]


def flag(value: object, field: str) -> bool | None:
    """True or false, when it was told."""
    if value is not None and not isinstance(value, bool):
        raise Malformed(field, f"must be true or false, got {checks.show(value)}")
    return value


def milliseconds(value: object, field: str, unit: float = 1.0) -> int | None:
    """A count of `unit` milliseconds: 1000 for seconds, 0.001 for microseconds."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed(field, f"must be a number, got {checks.show(value)}")
    if not abs(value) <= checks.MAX_DURATION_MS / unit:  # so, of a number with 400 digits no float has to be made
        raise Malformed(field, f"{checks.show(value)} is no place in a track")
    return round(value * unit)


def in_second(at: datetime, kind: EventKind, position: int | None) -> datetime:
    """The time of a clock that shows whole seconds, some milliseconds into its second: what must come before what.

    In one second a place may be told, the track end, the next begin and be skipped at once: in that order.
    """
    if at.microsecond:
        return at
    if kind is EventKind.PLAY:
        return at + timedelta(milliseconds=2)
    if kind in _ENDS:
        brief = position is not None and position < 1_000  # what ends here began in the same second, or just before
        return at + timedelta(milliseconds=3 if brief else 1)
    return at


def place(position: int | None, length: int | None, field: str) -> tuple[int | None, int | None, dict[str, Any]]:
    """Position and length by the rule of docs/repair.md, and what was told where it was repaired."""
    if length is not None and length <= 0:
        length = None  # players say 0 or -1 until they know
    if position is None or (position >= 0 and (length is None or position <= length)):
        return position, length, {}
    if position < -SLACK_MS:
        raise Malformed(field, f"{position:,} ms lies before the beginning of the track")
    if length is not None and position > length + SLACK_MS:
        raise Malformed(field, f"{position:,} ms lies after the end of the track at {length:,}")
    told = {"told_position_ms": position}
    return (0, length, told) if position < 0 else (length, length, told)


def track(value: object, field: str, kind: EventKind, names: Mapping[str, str], form: object = None) -> TrackRef | None:
    """The track as named; `names` are the device's words for the fields of a TrackRef."""
    told = inside(value, field)

    def named(name: str) -> Any:
        return told.get(names[name]) if name in names else None

    def path(name: str) -> str:
        return f"{field}.{names.get(name, name)}".lstrip(".")

    ref = TrackRef(
        id=checks.uuid(named("id"), path("id")),
        title=checks.text(named("title"), path("title")),
        artist=checks.text(named("artist"), path("artist")),
        release=checks.text(named("release"), path("release")),
        mbid=checks.uuid(named("mbid"), path("mbid")),
        isrc=checks.isrc(named("isrc"), path("isrc")),
        uri=checks.text(named("uri"), path("uri")),
        format=checks.text(form if form is not None else named("format"), path("format"), checks.MAX_FORMAT),
    )
    if ref.id or (ref.title and ref.artist) or ref.mbid or ref.isrc or ref.uri:
        return ref
    if kind in TRACK_KINDS:
        what = "is missing" if not told else "needs an id, or title and artist, or a code"
        raise Malformed(field, f"{what}: {kind!s} says nothing without a track")
    return None


def key(*parts: object) -> str:
    """An event id of told values; what has other characters than a key may have, or is too long, is digested."""
    made = ":".join(str(part) for part in parts)
    if len(made) <= 128 and not _ODD.search(made):
        return made
    return f"{parts[0]}:{blake2b(made.encode(errors='replace'), digest_size=16).hexdigest()}"


def digest(*parts: object) -> str:
    """A name for a message that brings none: the same told values, the same name."""
    return blake2b("\0".join(repr(part) for part in parts).encode(errors="replace"), digest_size=12).hexdigest()


def playback(*parts: object) -> str:
    """A name of a playback, in the characters of a key."""
    return key(*parts)


def rest(message: Raw, used: frozenset[str], **told: Any) -> dict[str, Any]:
    """Fields that no one here knows, kept as they are but for places, and what else is worth keeping."""
    extra = {k: v for k, v in message.items() if k not in used and v is not None and not _PLACE.search(k)}
    extra |= {k: v for k, v in told.items() if v is not None}
    kept: dict[str, Any] = checks.kept(extra, "")
    return kept
