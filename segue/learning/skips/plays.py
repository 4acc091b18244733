"""Plays: what one listener played, in columns, as far as it is known before each play, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

SHORT_MS = 30_000
BEGUN = ("", "trackdone", "fwdbtn", "backbtn", "clickrow", "playbtn", "appload", "remote")  # 0 = not told, or another
UNTOLD = -1
_FOLLOWED = frozenset((1, 2, 3))  # the player went on from the play before


@dataclass(frozen=True, slots=True)
class Plays:
    """(n,) columns of one listener in order of time; codes from 0, -1 = unknown.

    start_ms: int64 Unix time the play began as somebody told it, -1 where it would have to be worked out from its end
    end_ms: int64; used for what comes after the play only
    cell: int16 hour of the local week in which it began
    track, artist, album, device, activity, location: int32 codes
    shuffle: int8 0, 1 or -1; began: int8 row of BEGUN
    skipped, short: float32 0 or 1: what became of it, the flag and whether less than 30 s were heard
    """

    start_ms: NDArray[np.int64]
    end_ms: NDArray[np.int64]
    cell: NDArray[np.int16]
    track: NDArray[np.int32]
    artist: NDArray[np.int32]
    album: NDArray[np.int32]
    device: NDArray[np.int32]
    activity: NDArray[np.int32]
    location: NDArray[np.int32]
    shuffle: NDArray[np.int8]
    began: NDArray[np.int8]
    skipped: NDArray[np.float32]
    short: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.end_ms)

    def take(self, rows: NDArray[np.intp]) -> "Plays":
        return Plays(*(getattr(self, f.name)[rows] for f in fields(self)))

    def starts(self) -> NDArray[np.int64]:
        """(n,) the beginning as it was told, or the end of the play before where the player went on from it; -1
        where neither is known. Never the end less what was played: that holds the answer."""
        before = np.concatenate([[UNTOLD], self.end_ms[:-1]])
        followed = np.isin(self.began, list(_FOLLOWED))
        return np.where(self.start_ms >= 0, self.start_ms, np.where(followed, before, UNTOLD))


def codes(values: Sequence[str | None]) -> NDArray[np.int32]:
    """(n,) int32 number of each text in the order of first appearance, -1 for None and ""."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(v, len(known)) if v else UNTOLD for v in values], np.int32)


def began_code(reason: str | None) -> int:
    return BEGUN.index(reason) if reason in BEGUN else 0
