"""Bans: how much a "never again" takes with it, and until when. Both stand in the `extra` of BAN and UNBAN events."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any


class Scope(StrEnum):
    """What is banned by naming a track."""

    TRACK = "track"  # the song, in every version of it
    VERSION = "version"  # this recording alone: its other versions may come
    ALBUM = "album"  # everything on its release
    ARTIST = "artist"
    GENRE = "genre"  # `extra["genre"]`, else the track's first tag


SCOPES = tuple(scope.value for scope in Scope)


def scope_of(extra: Mapping[str, Any]) -> Scope:
    """What cannot be read as a scope means the track."""
    told = extra.get("scope")
    return Scope(told) if told in SCOPES else Scope.TRACK


def until_of(extra: Mapping[str, Any]) -> int | None:
    """Unix milliseconds at which the ban ends, None = never; from whole milliseconds or ISO 8601 with an offset."""
    told = extra.get("until")
    if isinstance(told, int) and not isinstance(told, bool):
        return told
    if isinstance(told, str):
        try:
            at = datetime.fromisoformat(told.strip())
            return round(at.timestamp() * 1000) if at.tzinfo is not None else None
        except (ValueError, OverflowError):
            return None
    return None
