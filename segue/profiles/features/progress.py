"""Progress: where episodes and chapters were left; what comes after them stands in the catalogue."""

from datetime import datetime
from typing import NamedTuple

from msgspec import Struct, field

from segue.domain.event import EventKind, TrackId
from segue.domain.listen import HEARD_OUT, Listen
from segue.profiles import sequence
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

LEFT, DONE, SKIPPED, ON = range(4)
_READ = 200  # listens, fewer than are kept: what is taken back leaves no hole

Row = tuple[int, str, str, int, str, int, int, int]  # start, listen, track, end, its event, position, how, until


class Progress(Struct):
    rows: list[Row] = field(default_factory=list)


class Place(NamedTuple):
    """How the latest listen of a track ended.

    how: LEFT, DONE, SKIPPED, or ON while nobody told its end; until_ms: when it ends if it plays on
    """

    at_ms: int  # Unix time of its end
    event_id: str
    position_ms: int | None
    how: int
    until_ms: int


def heard(state: Progress, new: Mark, listen: Listen) -> None:
    if listen.format != "music":
        sequence.put(state.rows, _row(new, listen), lambda _: None)


def unheard(state: Progress, old: Mark, listen: Listen) -> None:
    if listen.format != "music":
        sequence.take(state.rows, _row(old, listen))


def _row(m: Mark, listen: Listen) -> Row:
    paused = bool(listen.pauses) and not listen.pauses[-1].resumed
    how, until = LEFT, m.at_ms
    if listen.outcome in HEARD_OUT:
        how = DONE
    elif m.kind is EventKind.SKIP:
        how = SKIPPED
    elif m.kind is EventKind.PLAY and not paused:
        how, until = ON, m.at_ms + max((listen.duration_ms or 0) - (listen.position_ms or 0), 0)
    position = -1 if listen.position_ms is None else listen.position_ms
    return (m.start_ms, listen.id, listen.track_id, m.at_ms, m.event_id, position, how, until)


def read(state: Progress, now: datetime) -> dict[TrackId, Place]:
    """By track, the latest first."""
    at = int(now.timestamp() * 1000)
    found: dict[TrackId, Place] = {}
    for start, _, track, end, event, position, how, until in reversed(state.rows[-_READ:]):
        if start <= at:
            place = Place(end, event, None if position < 0 else position, how, until)
            found.setdefault(TrackId(track), place)
    return found


feature = Feature(title="What you are in the middle of", state=Progress, heard=heard, unheard=unheard, read=read)
