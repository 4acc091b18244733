"""Request and Slate: one question to the engine and its one ordered answer."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import ListenerId, Offset, TrackId


class Request(Struct, frozen=True):
    """Carries `now` and `seed`: nothing below it reads a clock or global randomness."""

    listener: ListenerId
    now: datetime  # in the listener's own time zone
    n: int = 10
    recipe: str = "for_you"
    seeds: tuple[TrackId, ...] = ()  # tracks to start from
    seed: int = 0  # for randomness; 0 = none
    context: dict[str, object] = field(default_factory=dict)
    profiled: bool = True  # False: context and catalogue only, nothing of this listener is read
    lang: str = "en"  # of the reasons
    format: str = "auto"  # music, podcast, audiobook, any, or auto: what this listener does at this hour
    explain: bool = False  # how the answer came about, too
    familiar_share: float | None = None  # 0-1, how much of the slate was heard before; None = the listener's own
    library: str = "both"  # "owned": only what is in a library here, "new": only what is not


class Reason(Struct, frozen=True):
    """Why, from facts only."""

    code: str
    text: str  # one sentence
    evidence: tuple[str, ...] = ()  # event ids of this listener


class Trace(Struct, frozen=True):
    """How a track got its place. Numbers are of the score that ranks, whose unit is a standard deviation of taste."""

    terms: dict[str, float]  # of the ranker's score: taste, familiar, intent, context, seeds, chance, ranker
    models: dict[str, float]  # what taste is the sum of
    features: dict[str, float]  # columns of the learned ranker that mattered: what the score would lose without them
    places: dict[str, int]  # from 0: after the ranker, then after each stage that moved it


class SlateTrack(Struct, frozen=True):
    id: TrackId
    title: str
    artist: str
    artist_id: str
    score: float
    sources: tuple[str, ...]  # the candidate sources that proposed it
    reason: Reason
    resume_ms: int | None = None  # where to go on, of what was begun before
    propensity: float = 1.0  # chance of this track in this place, given the places before it
    trace: Trace | None = None  # where the request wants it explained


class Change(Struct, frozen=True):
    """How a track's place differs from this listener's previous slate. Positions count from 0."""

    id: TrackId
    title: str
    artist: str
    change: str  # "entered", "left" or "moved"
    before: int | None
    after: int | None
    because: Reason


class Slate(Struct, frozen=True):
    """The answer; also what is remembered to tell the next one's changes."""

    slate_id: str
    recipe: str
    tracks: tuple[SlateTrack, ...]
    changes: tuple[Change, ...]
    dropped: dict[str, int]  # filter -> how many candidates it removed
    model: str  # id of the model that answered
    offset: Offset  # the log is in this answer up to here
