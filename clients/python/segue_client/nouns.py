"""What goes to the server and comes from it."""

from typing import Any

from msgspec import Struct, field


class Track(Struct, frozen=True, omit_defaults=True):
    """How you name a track: by its `id` at the server, or by title and artist, or by one of the codes."""

    id: str | None = None
    title: str | None = None
    artist: str | None = None
    release: str | None = None
    mbid: str | None = None
    isrc: str | None = None
    uri: str | None = None
    format: str | None = None  # "music" when absent; "podcast", "audiobook"


class Refused(Struct, frozen=True):
    """An event that the server will never take."""

    event: dict[str, Any]
    field: str  # JSON path below the event, "" for the whole of it
    reason: str


class Rejection(Struct, frozen=True):
    index: int
    field: str
    reason: str


class Receipt(Struct, frozen=True):
    """What became of a batch."""

    accepted: int
    rejected: tuple[Rejection, ...]
    offset: int


class Reason(Struct, frozen=True):
    code: str
    text: str
    evidence: tuple[str, ...] = ()  # ids of your events


class Trace(Struct, frozen=True):
    """How a track got its place; numbers are of the score that ranks."""

    terms: dict[str, float]
    models: dict[str, float]
    features: dict[str, float]
    places: dict[str, int]  # from 0, after each stage that moved it


class SlateTrack(Struct, frozen=True):
    """One proposed track."""

    id: str
    title: str
    artist: str
    artist_id: str
    score: float
    sources: tuple[str, ...]
    reason: Reason
    resume_ms: int | None = None  # where to go on, of what was begun before
    propensity: float = 1.0  # chance of this track in this place, given the places before it
    trace: Trace | None = None  # where the request wants it explained


class Change(Struct, frozen=True):
    """What is different from the last slate, and because of which events."""

    id: str
    title: str
    artist: str
    change: str  # entered, left, moved
    before: int | None
    after: int | None
    because: Reason


class Slate(Struct, frozen=True):
    """An ordered answer. Pass `slate_id` on with the events it causes."""

    slate_id: str
    recipe: str
    tracks: tuple[SlateTrack, ...]
    changes: tuple[Change, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)
    model: str = ""
    offset: int = 0
