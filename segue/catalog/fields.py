"""Fields of a row of a catalogue file, read from text or JSON."""

import re
from typing import Any

from segue.domain.event import TrackId
from segue.domain.sound import LIMITS, WHOLE, Sound
from segue.domain.track import parse_track_id

MAX_TEXT = 1024  # characters
MAX_TAGS = 100
_BAD_CHARACTER = re.compile("[\x00\ud800-\udfff]")
_ALSO = {"tempo_bpm": "tempo", "loudness_db": "loudness"}  # as Spotify and files made from it call them
_NONE_FOUND = {"tempo_bpm": 0, "key": -1, "time_signature": 0}  # what is written there for "not known"
_HEARD = tuple(Sound.__struct_fields__)


class Wrong(Exception):  # noqa: N818 - becomes a Rejection
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def text(row: dict[str, Any], field: str) -> str | None:
    value = row.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Wrong(field, f"must be text, got {ascii(value)[:60]}")
    value = value.strip()
    if len(value) > MAX_TEXT:
        raise Wrong(field, f"has more than {MAX_TEXT:,} characters")
    if _BAD_CHARACTER.search(value):
        raise Wrong(field, "is not UTF-8, or holds a NUL character")
    return value or None


def number(row: dict[str, Any], field: str, least: int, most: int) -> int | None:
    value = row.get(field)
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            value = int(value.strip()[:20])
        except ValueError:
            raise Wrong(field, f"must be a whole number, got {ascii(value)[:60]}") from None
    if value is None:
        return None
    if type(value) is not int:
        raise Wrong(field, f"must be a whole number, got {ascii(value)[:60]}")
    if not least <= value <= most:
        raise Wrong(field, f"must be between {least:,} and {most:,}, got {ascii(value)[:60]}")
    return value


def uuid(row: dict[str, Any], field: str) -> TrackId | None:
    written = text(row, field)
    try:
        return parse_track_id(written) if written else None
    except ValueError:
        raise Wrong(field, f"must be a UUID, with or without dashes, got {ascii(written)[:60]}") from None


def tags(row: dict[str, Any]) -> tuple[str, ...]:
    value = row.get("tags")
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise Wrong("tags", "must be a list of texts")
    if len(value) > MAX_TAGS:
        raise Wrong("tags", f"has {len(value)} tags, at most {MAX_TAGS} are taken")
    told = (text({"tags": tag}, "tags") for tag in value)
    return tuple(dict.fromkeys(tag for tag in told if tag))


def _measured(row: dict[str, Any], field: str) -> float | int | None:
    column = field if row.get(field) not in (None, "") else _ALSO.get(field, field)
    value = row.get(column)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        try:
            value = float(value.strip()[:40])
        except ValueError:
            raise Wrong(column, f"must be a number, got {ascii(value)[:60]}") from None
    if type(value) not in (int, float):
        raise Wrong(column, f"must be a number, got {ascii(value)[:60]}")
    if value == _NONE_FOUND.get(field):
        return None
    least, most = LIMITS.get(field, (0, 1))
    if not least <= value <= most:  # NaN is not, either
        raise Wrong(column, f"must be between {least} and {most}, got {ascii(value)[:60]}")
    if field not in WHOLE:
        return float(value)
    if value != int(value):
        raise Wrong(column, f"must be a whole number, got {ascii(value)[:60]}")
    return int(value)


def sound(row: dict[str, Any]) -> Sound | None:
    """None where nothing of it is known."""
    known: dict[str, Any] = {field: value for field in _HEARD if (value := _measured(row, field)) is not None}
    return Sound(**known) if known else None
