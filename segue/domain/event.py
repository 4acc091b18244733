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
    PROGRESS = "progress"
    PAUSE = "pause"
    RESUME = "resume"
    SEEK = "seek"
    STOP = "stop"
    SKIP = "skip"
    COMPLETE = "complete"
    DELETE_LISTEN = "delete_listen"
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
    BOOKMARK = "bookmark"
    QUEUE = "queue"
    IMPRESSION = "impression"
    BUFFER = "buffer"
    QUALITY = "quality"
    ERROR = "error"
    LOGIN = "login"
    LOGOUT = "logout"
    NETWORK = "network"
    POWER = "power"


class Whole(StrEnum):
    """What `at` is, on an event that tells of a whole play at once instead of one moment of it."""

    START = "start"
    END = "end"
    EITHER = "either"  # scrobbles: some clients send the start of the play, some its end


TRACK_KINDS = frozenset(
    {
        EventKind.PLAY,
        EventKind.PROGRESS,
        EventKind.PAUSE,
        EventKind.RESUME,
        EventKind.SEEK,
        EventKind.STOP,
        EventKind.SKIP,
        EventKind.COMPLETE,
        EventKind.DELETE_LISTEN,
        EventKind.BOOKMARK,
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
    whole: Whole | None = None  # None: a moment of a play; else this event tells of the whole of one
    played_ms: int | None = None  # how long sound came out, where the sender counted it
    play_id: str | None = None  # the sender's own name for one playback; moments with the same one belong together
    reason_start: str | None = None  # why the play began: trackdone, fwdbtn, backbtn, clickrow, playbtn, voice, …
    reason_end: str | None = None  # why it ended: trackdone, fwdbtn, backbtn, endplay, trackerror, …
    told_at: datetime | None = None  # what the sender's clock said, where `at` was corrected


class Rejection(Struct, frozen=True):
    """Why one message of a batch was refused, and where."""

    index: int  # position in the batch, from 0
    field: str  # JSON path below the message, "" for the whole of it
    reason: str  # one sentence for the person who wrote the client
