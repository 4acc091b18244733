"""A listener's tallies as a row of the model's items: what the fitted scorers are asked with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.learning.model import COMPLETE, PARTIAL, SKIP, Histories, Sequences
from segue.learning.rows import one_history
from segue.profiles.features.taste import Tally
from segue.profiles.mark import Mark

_FINISHED = 0.9  # like of a play, from which on it was heard out
_LIKED_BY_HAND = 1.0  # weight a like adds
_MOST_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Record:
    """Columns of length m over the tracks with an outcome that the model knows, rows ascending.

    rows: int32; likes, skips: float32 sums of outcomes
    """

    rows: NDArray[np.int32]
    likes: NDArray[np.float32]
    skips: NDArray[np.float32]


def record(tallies: Mapping[TrackId, Tally], liked: Mapping[TrackId, str], row_of: Mapping[TrackId, int]) -> Record:
    """Sum up tallies and likes by hand per row; two ids of one merged track meet in one row."""
    rows = [row_of.get(t, -1) for t in tallies]
    rows += [row_of.get(t, -1) for t in liked]
    likes = [t.likes for t in tallies.values()] + [_LIKED_BY_HAND] * len(liked)
    skips = [t.skips for t in tallies.values()] + [0.0] * len(liked)
    at = np.array(rows, np.int32)
    known = at >= 0
    unique, where = np.unique(at[known], return_inverse=True)
    return Record(
        unique,
        np.bincount(where, np.array(likes)[known], len(unique)).astype(np.float32),
        np.bincount(where, np.array(skips)[known], len(unique)).astype(np.float32),
    )


def weigh(seen: Record, skip_rate: float, *, skips_count: bool) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(m,) weights of what is liked and of what is skipped; at most one of the two is above 0.

    skip_rate: 0-1, of this listener: who skips much means less by it. A track with both outcomes goes to the
    side that outweighs, by how much it does.
    """
    skips = seen.skips * (1 - skip_rate) if skips_count else np.zeros_like(seen.skips)
    balance = (seen.likes - skips) / np.maximum(seen.likes + skips, 1e-6)
    liked = np.minimum(1 + np.log2(np.maximum(seen.likes, 0.25)) / 4, _MOST_WEIGHT) * np.maximum(balance, 0)
    left = np.minimum(skips, 1.0) * np.maximum(-balance, 0)
    return liked.astype(np.float32), left.astype(np.float32)


def histories(seen: Record, liked: NDArray[np.float32], left: NDArray[np.float32], n_items: int) -> Histories:
    """What the scorers are asked with: one listener."""
    yes, no = liked > 0, left > 0
    return one_history(n_items, seen.rows[yes], liked[yes], seen.rows[no], left[no])


def play_kinds(liked: NDArray[np.float64], skipped: NDArray[np.float64]) -> NDArray[np.int8]:
    """(n,) int8 kinds of plays, as `Sequences` has them."""
    return np.where(skipped > 0, SKIP, np.where(liked >= _FINISHED, COMPLETE, PARTIAL)).astype(np.int8)


def sequence(recent: Sequence[Mark], row_of: Mapping[TrackId, int], *, skips_count: bool) -> Sequences:
    """The last plays of one listener in their order."""
    plays = [
        (m.start_ms, row, m.like, m.skip)
        for m in recent
        if m.start_ms and (m.like or (m.skip and skips_count)) and m.track and (row := row_of.get(m.track)) is not None
    ]
    at_ms, rows, liked, skipped = np.array(sorted(plays), np.float64).reshape(-1, 4).T  # by beginning, as the lake is
    starts = np.array([0, len(rows)], np.int64)
    return Sequences(starts, rows.astype(np.int32), play_kinds(liked, skipped), at_ms.astype(np.int64))
