"""The kernel's own tables: columns of numbers, -1 where nothing is known, text replaced by codes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import EventKind, Whole

Int = NDArray[np.int64]
Code = NDArray[np.int32]
Small = NDArray[np.int8]

# Kinds that are moments of a play, or its whole. The order settles ties: what ends comes before what begins.
SKIP, STOP, COMPLETE, ERROR, PLAY, RESUME, PROGRESS, SEEK, PAUSE = range(9)
OTHER = -1
KINDS = {
    EventKind.SKIP: SKIP,
    EventKind.STOP: STOP,
    EventKind.COMPLETE: COMPLETE,
    EventKind.ERROR: ERROR,
    EventKind.PLAY: PLAY,
    EventKind.RESUME: RESUME,
    EventKind.PROGRESS: PROGRESS,
    EventKind.SEEK: SEEK,
    EventKind.PAUSE: PAUSE,
}
WHOLES = {Whole.START: 1, Whole.END: 2, Whole.EITHER: 3}
AT_START, AT_END, AT_EITHER = 1, 2, 3

# How a play ended.
UNKNOWN, DONE, SKIPPED, STOPPED, FAILED, RAN_OUT, REPLACED = range(7)
"""Nobody said; told: finished, skipped, stopped, failed; worked out: it came to its end, another one began."""

MUSIC, PODCAST, AUDIOBOOK = range(3)
FORMATS = {"music": MUSIC, "podcast": PODCAST, "audiobook": AUDIOBOOK}


def settled(column: NDArray[Any]) -> NDArray[Any]:
    """The same numbers in one piece, read-only: numba compiles a kernel anew for arrays of every other kind."""
    found = np.ascontiguousarray(column).view()
    found.flags.writeable = False
    return found


@dataclass(frozen=True, slots=True)
class Events:
    """(n,) columns of the events about plays, in any order; times in Unix milliseconds."""

    listener: Code
    route: Code  # one listener's device and dialect
    play: Code  # the sender's name of the playback
    track: Code
    kind: Small
    at: Int
    position: Int
    duration: Int
    whole: Small
    played: Int
    origin: Int  # of a seek: where it came from

    def __len__(self) -> int:
        return len(self.at)


@dataclass(slots=True)
class Plays:
    """(m,) columns of plays, each told by one route; after `segue.listening.merge` by all that told of it.

    first: event that opens the play; last: event that ended it, -1
    start, end, played, position, duration, cover: milliseconds; cover = stretch of the track heard, once
    positions: events that told where in the track they were, the first not counted
    """

    listener: Code
    route: Code
    track: Code
    first: Code
    last: Code
    start: Int
    end: Int
    played: Int
    position: Int
    duration: Int
    cover: Int
    ending: Small  # UNKNOWN ... REPLACED
    whole: Small
    playing: Small  # 1 = sound was coming out when it was last heard of
    seeks_forward: Code
    positions: Code

    def __len__(self) -> int:
        return len(self.start)

    def take(self, rows: NDArray[Any]) -> "Plays":
        return Plays(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Details:
    """Pauses and replayed passages, each with the row of its play."""

    pause_play: Code
    pause_at: Int  # position in the track
    pause_length: Int
    pause_resumed: Small
    replay_play: Code
    replay_from: Int
    replay_to: Int
