"""Checks that every dialect shares: small, pure, without a clock. Each raises Malformed with a field path."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from segue.domain.ban import SCOPES
from segue.domain.event import Event, EventKind
from segue.ingest.dialect import Malformed

MAX_TEXT = 1024  # characters of any one text
MAX_FORMAT = 16  # characters
MAX_REASON = 64  # characters
MAX_CONTEXT = 64  # keys
MAX_DEPTH = 16  # levels of lists and objects below an event
MAX_POSITION_MS = 2 * 86_400_000
MAX_DURATION_MS = 10 * 86_400_000  # there are audiobooks of several days
OVERRUN_MS = 5_000  # players count a little past the end
SKEW = timedelta(hours=1)  # how far a sender's clock may be ahead
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(9990, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 253_000_000_000_000
_ID = re.compile(r"[A-Za-z0-9._:|~@+=-]{1,128}")
_BAD_CHARACTER = re.compile("[\x00\ud800-\udfff]")
_UUID = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.IGNORECASE)
_ISRC = re.compile(r"[A-Z0-9]{12}")


def show(value: object) -> str:
    """A value as a reason may quote it: short, printable."""
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def identifier(value: object, field: str) -> str:
    """A sender's key: 1 to 128 of letters, digits and `._:|~@+=-`, so never a path."""
    if value is None:
        raise Malformed(field, "is missing")
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Malformed(field, f"must be 1-128 characters of A-Z a-z 0-9 . _ : | ~ @ + = -, got {show(value)}")
    return value


def identifier_or_none(value: object, field: str) -> str | None:
    return None if value in (None, "") else identifier(value, field)


def kind_of(value: object) -> EventKind:
    if value is None:
        raise Malformed("kind", "is missing")
    try:
        return EventKind(value)  # type: ignore[arg-type]
    except ValueError:
        raise Malformed("kind", f"unknown kind {show(value)}; known are {', '.join(EventKind)}") from None


def text(value: object, field: str, longest: int = MAX_TEXT) -> str | None:
    """Stripped text; null and blank text are None."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise Malformed(field, f"must be text, got {show(value)}")
    value = value.strip()
    if len(value) > longest:
        raise Malformed(field, f"has {len(value):,} characters, at most {longest:,} are taken")
    if _BAD_CHARACTER.search(value):
        raise Malformed(field, "holds a NUL character or half of a surrogate pair")
    return value or None


def uuid(value: object, field: str) -> str | None:
    """A UUID in either spelling, to its dashed one in lower case."""
    written = text(value, field)
    if written is None:
        return None
    if not _UUID.fullmatch(written):
        raise Malformed(field, f"must be a UUID, with or without dashes, got {show(written)}")
    return str(UUID(written))


def isrc(value: object, field: str) -> str | None:
    """Twelve letters and digits in upper case; dashes and blanks are taken out."""
    written = text(value, field)
    if written is None:
        return None
    bare = written.replace("-", "").replace(" ", "").upper()
    if not _ISRC.fullmatch(bare):
        raise Malformed(field, f"must be an ISRC of 12 letters and digits, got {show(written)}")
    return bare


def whole(value: object, field: str, least: int, most: int) -> int | None:
    """A whole number in its range; null is None, `1.0` and `true` are refused."""
    if value is None:
        return None
    if type(value) is not int:
        raise Malformed(field, f"must be a whole number, got {show(value)}")
    if not least <= value <= most:
        raise Malformed(field, f"must be between {least:,} and {most:,}, got {show(value)}")
    return value


def required(value: object, field: str, least: int, most: int) -> int:
    """A whole number that has to be there."""
    found = whole(value, field, least, most)
    if found is None:
        raise Malformed(field, "is missing")
    return found


def positions(position: object, duration: object) -> tuple[int | None, int | None]:
    """`position_ms` and `duration_ms`, in milliseconds."""
    at = whole(position, "position_ms", 0, MAX_POSITION_MS)
    length = whole(duration, "duration_ms", 1, MAX_DURATION_MS)
    if at is not None and length is not None and at > length + OVERRUN_MS:
        raise Malformed("position_ms", f"{at:,} lies after the end of the track at {length:,}")
    return at, length


def from_epoch_ms(value: int, field: str = "at", earliest: datetime = EARLIEST) -> datetime:
    """Milliseconds since 1970 to UTC, exact."""
    if not 0 <= value <= _LATEST_MS:
        raise Malformed(field, f"must be epoch milliseconds, got {show(value)}")
    return _in_range(EPOCH + timedelta(milliseconds=value), field, value, earliest)


def moment(value: object, field: str = "at", earliest: datetime = EARLIEST) -> datetime:
    """ISO 8601 with an offset, or epoch milliseconds, to UTC. Nothing before 2000, unless the clock may be wrong."""
    if value is None:
        raise Malformed(field, "is missing")
    if type(value) is int:
        return from_epoch_ms(value, field, earliest)
    if not isinstance(value, str):
        raise Malformed(field, f"must be ISO 8601 with an offset or whole epoch milliseconds, got {show(value)}")
    try:
        when = msgspec.convert(value.strip(), datetime)
        if when.tzinfo is None:
            raise Malformed(field, f"{show(value)} has no offset: add Z or one like +02:00")
        when = when.astimezone(UTC)
    except (msgspec.ValidationError, OverflowError, UnicodeError):
        raise Malformed(field, f"{show(value)} is not an ISO 8601 time with an offset") from None
    return _in_range(when, field, value, earliest)


def _in_range(when: datetime, field: str, value: object, earliest: datetime) -> datetime:
    if when < earliest:
        raise Malformed(field, f"{show(value)} is before the year {earliest.year}")
    if when > LATEST:
        raise Malformed(field, f"{show(value)} is in the far future")
    return when


def check_time(event: Event, received_at: datetime) -> None:
    """Refuse an event from the future. The caller applies it: `parse` itself knows no clock.

    Raises:
        Malformed: more than an hour after `received_at`.
    """
    if event.at > received_at + SKEW:
        raise Malformed("at", f"{event.at.isoformat()} is in the future; is the sender's clock right?")


def kept(value: Any, field: str, depth: int = MAX_DEPTH) -> Any:
    """An unknown value, unchanged, when it can be stored: finite, clean text, at most `depth` levels."""
    if isinstance(value, str):
        if _BAD_CHARACTER.search(value):
            raise Malformed(field, "holds a NUL character or half of a surrogate pair")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Malformed(field, "must be a finite number")
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**64:
            raise Malformed(field, "is a number of more than 64 bits")
    elif isinstance(value, Mapping | list | tuple):
        if depth == 0:
            raise Malformed(field, f"is nested deeper than {MAX_DEPTH} levels")
        if isinstance(value, Mapping):
            for key, below in value.items():
                if not isinstance(key, str):
                    raise Malformed(field, f"has the key {show(key)}, which is not text")
                kept(key, field)
                path = f"{field}.{show(key)[1:-1]}".lstrip(".") if depth == MAX_DEPTH else field
                kept(below, path, depth - 1)
        else:
            for below in value:
                kept(below, field, depth - 1)
    elif value is not None:
        raise Malformed(field, f"cannot be stored: {show(type(value).__name__)}")
    return value


def pruned(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Without nulls and empty texts, which clients send for what they do not know (Navidrome: `[""]`)."""
    if depth and isinstance(value, dict):
        below = {k: pruned(v, depth - 1) for k, v in value.items()}
        return {k: v for k, v in below.items() if v not in (None, "")}
    if depth and isinstance(value, list):
        return [v for v in (pruned(x, depth - 1) for x in value) if v not in (None, "")]
    return value.strip() if isinstance(value, str) else value


def ban(extra: Mapping[str, Any]) -> None:
    """What a BAN or UNBAN says beside its track: how much it takes with it, and until when."""
    scope, until = extra.get("scope"), extra.get("until")
    if scope is not None and scope not in SCOPES:
        raise Malformed("scope", f"must be one of {', '.join(SCOPES)}, got {show(scope)}")
    if until is not None:
        moment(until, "until")
    text(extra.get("genre"), "genre")


def context(value: object, field: str = "context") -> dict[str, Any]:
    """Circumstances of an event: an object of at most 64 keys; null is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Malformed(field, f"must be an object, got {show(value)}")
    if len(value) > MAX_CONTEXT:
        raise Malformed(field, f"has {len(value)} keys, at most {MAX_CONTEXT} are taken")
    return dict(kept(value, field))
