"""Play: one true play of a world as a timeline, before anybody tells of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct

from segue.domain.track import Track
from segue.world.catalogue import Catalogue
from segue.world.reaction import Reaction


class Moment(NamedTuple):
    """Something that happens in a play: start, beat, pause, resume, seek or end."""

    kind: str
    at: datetime
    position_ms: int
    from_ms: int | None = None  # of a seek


class Play(Struct, frozen=True):
    """What happened, by a clock that is right."""

    number: int  # in the evening, from 1
    track: Track
    start: datetime
    end: datetime
    heard_ms: int  # how long there was sound
    position_ms: int  # where it was left
    outcome: str  # complete, skip or stop
    why: str  # it began: clickrow, trackdone or fwdbtn
    moments: tuple[Moment, ...]  # in order of time
    followed: bool = False  # by another play within two seconds

    @property
    def length_ms(self) -> int:
        assert self.track.duration_ms is not None
        return self.track.duration_ms

    @property
    def scrobbled(self) -> bool:
        """Whether a program that scrobbles does so: more than 30 s long, and half of it or 4 minutes heard."""
        return self.length_ms > 30_000 and self.heard_ms >= min(self.length_ms // 2, 240_000)

    def told(self, every_ms: int) -> Iterator[Moment]:
        """The moments, and between them the position every `every_ms` while there is sound."""
        playing, position, since = False, 0, self.start
        beat = self.start + timedelta(milliseconds=every_ms)
        for moment in self.moments:
            while beat < moment.at:
                if playing and beat > since:
                    yield Moment("beat", beat, position + _ms(beat - since))
                beat += timedelta(milliseconds=every_ms)
            yield moment
            playing = moment.kind in ("start", "resume") or (playing and moment.kind == "seek")
            position, since = moment.position_ms, moment.at


def plays(reactions: Sequence[Reaction], catalogue: Catalogue) -> list[Play]:
    """The plays of one listener on one device, in order of time."""
    found = []
    why = "clickrow"
    for number, one in enumerate(reactions, 1):
        outcome = "complete" if one.completed else "stop" if one.stopped else "skip"
        after = reactions[number].at if number < len(reactions) else None
        end = one.at + timedelta(milliseconds=one.wall_ms)
        followed = after is not None and after - end <= timedelta(seconds=2)
        found.append(_play(number, one, catalogue.tracks[one.row], end, outcome, why, followed))
        why = {"complete": "trackdone", "skip": "fwdbtn", "stop": "clickrow"}[outcome] if followed else "clickrow"
    return found


def _play(number: int, one: Reaction, track: Track, end: datetime, outcome: str, why: str, followed: bool) -> Play:
    def after(wall_ms: int) -> datetime:
        return one.at + timedelta(milliseconds=wall_ms)

    half = one.played_ms // 2
    moments = [Moment("start", one.at, 0)]
    if one.paused_ms:
        moments += [Moment("pause", after(half), half), Moment("resume", after(half + one.paused_ms), half)]
    if one.back_ms:
        moments.append(Moment("seek", after(half + one.paused_ms), half - one.back_ms, half))
    moments.append(Moment("end", end, one.played_ms))
    heard = one.played_ms + one.back_ms
    return Play(number, track, one.at, end, heard, one.played_ms, outcome, why, tuple(moments), followed)


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
