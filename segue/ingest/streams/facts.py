"""Facts: what a proxy sees of one player, in the order in which it happens. And Seen: what follows from them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from segue.domain.event import EventKind


class Song(Struct, frozen=True):
    """A song of the server, as far as it matters here."""

    id: str
    duration_ms: int | None = None


class Opened(Struct, frozen=True):
    """A request for a song's bytes, once the server answered that it has them."""

    at: datetime
    transfer: int  # a number of this request
    song: Song
    first: int = 0  # byte it begins at
    last: int | None = None  # byte it ends at, where the player said so
    size: int | None = None  # bytes of the whole song as it is sent; None when it is transcoded on the way
    offset_ms: int = 0  # place in the song that the player asked to begin at (timeOffset)


class Sent(Struct, frozen=True):
    """How much of a transfer that is still open has gone out."""

    at: datetime
    transfer: int
    bytes: int


class Closed(Struct, frozen=True):
    """The end of a transfer."""

    at: datetime
    transfer: int
    bytes: int  # that went out
    whole: bool  # everything that was asked for; else the player hung up


class Word(StrEnum):
    """What a player says itself."""

    STARTED = "started"  # "now playing"
    HEARD = "heard"  # a scrobble
    REPORT = "report"  # reportPlayback: it says everything, so nothing is concluded


class Told(Struct, frozen=True):
    at: datetime
    song: Song
    word: Word
    position_ms: int | None = None


class Passed(Struct, frozen=True):
    """Nothing happened until now."""

    at: datetime


Fact = Opened | Sent | Closed | Told | Passed


class Seen(Struct, frozen=True):
    """A moment of a play that follows from the facts."""

    kind: EventKind  # play, seek, skip, stop
    at: datetime
    song: str
    play_id: str
    position_ms: int | None = None
