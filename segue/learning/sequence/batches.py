"""What one training step sees: some windows of some histories, what follows each event, and shared negatives.

Items are renumbered to the few that a step touches, so that a step costs the same whatever the catalogue's size.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.learning.model import COMPLETE, DISLIKE, LIKE, SKIP, Sequences
from segue.learning.sequence.kernels import compiled
from segue.learning.sequence.loss import Goals
from segue.learning.sequence.network import Tokens

SESSION_MS = 30 * 60 * 1000  # a longer gap ends a session
NEAR, MOST = 20, 8  # skips up to 20 events from the finished item, the nearest 8
_BELIEF = 20.0  # outcomes after which a listener's own skip rate weighs as much as everybody's


class Batch(NamedTuple):
    """items: (r,) int32, what the rows in `tokens` and `goals` stand for, in ascending order."""

    items: NDArray[np.int32]
    tokens: Tokens
    goals: Goals


class Batches:
    """Deterministic by seed. window: most events of a history in one step; tokens: about how many per step."""

    def __init__(self, sequences: Sequences, n_items: int, window: int, tokens: int, negatives: int, seed: int) -> None:
        self._of, self._n_items, self._window, self._tokens = sequences, n_items, window, tokens
        self._negatives, self._rng = negatives, np.random.default_rng(seed)
        self._finished = (sequences.kinds == COMPLETE) | (sequences.kinds == LIKE)
        self._skipped = (sequences.kinds == SKIP) | (sequences.kinds == DISLIKE)
        lengths = np.diff(sequences.starts)
        self._listeners = np.flatnonzero(lengths > 1)
        self._sizes = np.minimum(lengths - 1, window)
        self.skip_rate, self._strength = self._strengths()

    def per_epoch(self) -> int:
        return -(-int(self._sizes[self._listeners].sum()) // self._tokens)

    def epoch(self) -> Iterator[Batch]:
        """Every listener once, one window each, in an order of its own."""
        order = self._rng.permutation(self._listeners)
        share = np.cumsum(self._sizes[order]) - self._sizes[order] // 2
        for part in np.split(order, np.searchsorted(share, np.arange(1, self.per_epoch()) * self._tokens)):
            if len(part):
                yield self._batch(part)

    def _batch(self, listeners: NDArray[np.int64]) -> Batch:
        of, sizes = self._of, self._sizes[listeners]
        first, last = of.starts[listeners], of.starts[listeners + 1] - 1 - sizes  # of a window's first event
        recent = self._rng.random(len(listeners)) < 0.5
        begins = np.where(recent, last, first + self._rng.integers(0, last - first + 1))
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        at = np.repeat(begins - starts[:-1], sizes) + np.arange(starts[-1])
        wanted, avoid_starts, avoid = _goals(
            starts, begins, of.items, of.at_ms, self._finished, self._skipped, SESSION_MS, NEAR, MOST
        )
        nexts = of.items[at + 1]
        negatives = self._rng.integers(0, self._n_items, self._negatives).astype(np.int32)
        known, met = wanted >= 0, of.items[avoid]
        parts = (of.items[at], of.items[np.maximum(wanted, 0)][known], nexts, met, negatives)
        items, rows = np.unique(np.concatenate(parts), return_inverse=True)
        inputs, targets, nexts, met, negatives = np.split(
            rows.astype(np.int32), np.cumsum([len(p) for p in parts])[:-1]
        )
        goal = np.full(len(at), -1, np.int32)
        goal[known] = targets
        outcome = np.where(self._skipped[at + 1], 1, np.where(self._finished[at + 1], 0, -1)).astype(np.int8)
        if not self._skipped.any():
            outcome[:] = -1  # nothing to tell apart
        goals = Goals(goal, nexts, outcome, avoid_starts, met, self._strength[avoid], negatives, self._n_items)
        return Batch(items, Tokens(starts, inputs, of.kinds[at]), goals)

    def _strengths(self) -> tuple[float, NDArray[np.float32]]:
        """Everybody's skip rate, and of each event (m,) float32: a dislike 1, a skip the less the more its listener
        skips."""
        of = self._of
        owner = np.repeat(np.arange(len(of)), np.diff(of.starts))
        skips, judged = (np.bincount(owner, mask, len(of)) for mask in (self._skipped, self._skipped | self._finished))
        rate = (skips.sum() + 1) / (judged.sum() + 10)
        own = (skips + _BELIEF * rate) / (judged + _BELIEF)
        strength = np.where(of.kinds == DISLIKE, 1.0, np.where(of.kinds == SKIP, 1 - own[owner], 0.0))
        return float(min(rate, 0.9)), strength.astype(np.float32)


@compiled
def _goals(starts, begins, items, at_ms, finished, skipped, session_ms, near, most):  # type: ignore[no-untyped-def]
    """Of each token the event that it should foresee (-1 = none), and the skips around that event."""
    n = starts[-1]
    wanted, avoid_starts = np.full(n, -1, np.int64), np.zeros(n + 1, np.int64)
    avoid, count = np.empty(n * most, np.int64), 0
    for s in range(starts.shape[0] - 1):
        size, first = starts[s + 1] - starts[s], begins[s]
        goal = -1
        for t in range(size - 1, -1, -1):  # backwards: the next finished item is the last one met
            if finished[first + t + 1]:
                goal = first + t + 1
            wanted[starts[s] + t] = goal
        for t in range(size):
            goal = wanted[starts[s] + t]
            begin = count
            left = right = goal
            for away in range(1, near + 1):
                if goal < 0 or count - begin >= most:
                    break
                if left >= 0:
                    left = goal - away
                    if left < first or at_ms[left + 1] - at_ms[left] > session_ms:
                        left = -1
                    elif skipped[left] and items[left] != items[goal]:
                        avoid[count] = left
                        count += 1
                if right >= 0 and count - begin < most:
                    right = goal + away
                    if right > first + size or at_ms[right] - at_ms[right - 1] > session_ms:
                        right = -1
                    elif skipped[right] and items[right] != items[goal]:
                        avoid[count] = right
                        count += 1
            avoid_starts[starts[s] + t + 1] = count
    return wanted, avoid_starts, avoid[:count]
