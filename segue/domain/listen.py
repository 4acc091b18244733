"""Listen and Session: what runs of raw events amount to."""

from datetime import datetime

from msgspec import Struct

from segue.domain.event import ListenerId, TrackId

HEARD_OUT = frozenset({"finished", "counted", "chapter"})  # outcomes


class Pause(Struct, frozen=True, array_like=True, gc=False):
    """Where a play was paused, for how long, and whether it went on."""

    position_ms: int
    length_ms: int
    resumed: bool


class Passage(Struct, frozen=True, array_like=True, gc=False):
    """A stretch of a track, in milliseconds from its beginning."""

    from_ms: int
    to_ms: int


class Listen(Struct, frozen=True, omit_defaults=True):
    """One play of one track, from every message that told of it."""

    id: str  # the event_id of the message that tells most of it
    listener: ListenerId
    track_id: TrackId
    start: datetime  # UTC
    end: datetime  # UTC; when it was left, pauses included
    played_ms: int  # time that sound came out, each moment counted once however many told of it
    fraction: float | None = None  # share of the track that was heard, 0-1; None when its length is unknown
    duration_ms: int | None = None
    position_ms: int | None = None  # where in the track it was left
    format: str = "music"
    device: str | None = None
    routes: tuple[str, ...] = ()  # dialects that told of it
    reason_start: str | None = None  # trackdone, fwdbtn, backbtn, clickrow, playbtn, voice, …
    reason_end: str | None = None  # trackdone, fwdbtn, backbtn, endplay, trackerror, …; None: nobody said
    pauses: tuple[Pause, ...] = ()
    seeks_forward: int = 0
    replayed: tuple[Passage, ...] = ()  # what a seek back made sound again
    plays: int = 1  # listens this one stands for: some catalogues give only counts
    slate_id: str | None = None  # the slate that proposed it, if any
    outcome: str = ""  # what the rules made of it: finished, skipped, left, progress, asleep, …
    like: float = 0.0  # >= 0; 1 = heard to the end once
    skip: float = 0.0  # 0-1, how much it says that this was not wanted
    weight: float = 1.0  # how much of an outcome it is, 0-1: less in a chain of skips, or asleep
    end_id: str | None = None  # the event that told of its end
    activity: str | None = None  # what the listener was doing, where the player told
    location: str | None = None  # and where, coarsely


class Session(Struct, frozen=True, omit_defaults=True):
    """Listens of one listener with no gap over the threshold, across devices."""

    id: str  # of its first listen
    listener: ListenerId
    start: datetime
    end: datetime
    listens: int
    played_ms: int
    skips: int
    devices: tuple[str, ...] = ()  # in the order in which they took over
