"""Event: one immutable fact about listening, and the words it is told in.

The types are `msgspec.Struct`s because every event passes through them on its way from the socket to the
disk and back (docs/decisions/0002-msgspec-nouns.md).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from msgspec import Struct, field

ListenerId = NewType("ListenerId", str)
"""32 lower-case hex digits."""
TrackId = NewType("TrackId", str)
"""A UUID in its dashed spelling; `segue.domain.track.hex_id` gives the other one."""
Offset = NewType("Offset", int)
"""Position of a batch in the event log, from 1; 0 is before everything."""


class EventKind(StrEnum):
    """The closed list of things a player can tell. Every kind is stored, each is later given its meaning."""

    PLAY = "play"
    PAUSE = "pause"
    RESUME = "resume"
    SEEK = "seek"
    STOP = "stop"
    SKIP = "skip"
    COMPLETE = "complete"
    LIKE = "like"
    UNLIKE = "unlike"
    BAN = "ban"
    UNBAN = "unban"
    RATE = "rate"
    COMMENT = "comment"
    SAVE = "save"
    UNSAVE = "unsave"
    PLAYLIST_CREATE = "playlist_create"
    PLAYLIST_ADD = "playlist_add"
    PLAYLIST_REMOVE = "playlist_remove"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    SHARE = "share"
    SEARCH = "search"
    BROWSE = "browse"
    SELECT = "select"
    IMPRESSION = "impression"
    BUFFER = "buffer"
    QUALITY = "quality"
    ERROR = "error"
    LOGIN = "login"
    LOGOUT = "logout"
    NETWORK = "network"


TRACK_KINDS = frozenset(
    {
        EventKind.PLAY,
        EventKind.PAUSE,
        EventKind.RESUME,
        EventKind.SEEK,
        EventKind.STOP,
        EventKind.SKIP,
        EventKind.COMPLETE,
        EventKind.LIKE,
        EventKind.UNLIKE,
        EventKind.BAN,
        EventKind.UNBAN,
        EventKind.RATE,
        EventKind.SAVE,
        EventKind.UNSAVE,
        EventKind.PLAYLIST_ADD,
        EventKind.PLAYLIST_REMOVE,
    }
)
"""Kinds that say nothing without a track; one of them without a track is refused."""


class TrackRef(Struct, frozen=True, omit_defaults=True, gc=False):
    """How a sender named a track: its id here, or names and any of MBID, ISRC and URI. Kept as received."""

    id: str | None = None
    title: str | None = None
    artist: str | None = None
    release: str | None = None
    mbid: str | None = None
    isrc: str | None = None
    uri: str | None = None
    format: str | None = None  # "music" when absent; "podcast", "audiobook"


class Event(Struct, frozen=True, omit_defaults=True, gc=False):
    """One fact. Its listener stands on the batch that carries it: a batch belongs to one listener.

    Made of decoded messages only, so it cannot be part of a cycle: `gc=False` spares the collector.
    """

    event_id: str  # the sender's idempotency key
    kind: EventKind
    at: datetime  # UTC, when it happened by the sender's clock
    track_id: TrackId | None = None  # resolved against the catalogue before the event is logged
    track: TrackRef | None = None  # as the sender named it
    device: str | None = None
    position_ms: int | None = None
    duration_ms: int | None = None
    context: dict[str, Any] = field(default_factory=dict)  # activity, location, shuffle, ...
    slate_id: str | None = None  # the slate that caused it, if any
    extra: dict[str, Any] = field(default_factory=dict)  # fields of future clients, untouched
    dialect: str = "native"


class Rejection(Struct, frozen=True):
    """Why one message of a batch was refused, and where."""

    index: int  # position in the batch, from 0
    field: str  # JSON path below the message, "" for the whole of it
    reason: str  # one sentence for the person who wrote the client
