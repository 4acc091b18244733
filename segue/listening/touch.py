"""Touch: how long before each listen nobody had touched a device."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.listening.columns import DONE, RAN_OUT, SKIPPED, STOPPED, Plays

BY_HAND = frozenset({"clickrow", "playbtn", "fwdbtn", "backbtn", "voice", "remote", "clickside", "uriopen"})
"""Reasons of a beginning that are somebody's doing, in Spotify's words."""
_FOLLOWS_MS = 15_000  # a track that begins so soon after another one's end was begun by the player


@njit(cache=True, nogil=True)
def _walk(listener, start, end, ending, by_hand, moved):  # type: ignore[no-untyped-def]
    out = np.zeros(len(start), np.float64)
    last, until, went_on = np.int64(0), np.int64(0), False
    for i in range(len(start)):
        new = i == 0 or listener[i] != listener[i - 1]
        follows = (not new) and went_on and start[i] - until <= _FOLLOWS_MS
        if new or by_hand[i] or not follows:
            last = start[i]
        out[i] = start[i] - last
        if moved[i] or ending[i] == SKIPPED or ending[i] == STOPPED:
            last = end[i]
        until = end[i]
        went_on = ending[i] == DONE or ending[i] == RAN_OUT
    return out


def untouched(plays: Plays, by_hand: NDArray[np.bool_], moved: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(m,) milliseconds, 0 = just now; `plays` by listener and start, moved: paused or sought."""
    p = plays
    return _walk(p.listener, p.start, p.end, p.ending, by_hand, moved)  # type: ignore[no-any-return]
