"""Pace: how many requests one token may make. A token bucket for each, in memory.

Only Segue's own API is paced. Players that speak other protocols are not: some of them take a 429 for a reason to throw
the listen away, and they hear 503 when the server has too much to do.
"""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from math import ceil
from time import monotonic

_BURST_S = 10.0
_TOKENS = 20_000  # remembered; the ones not heard of for longest begin anew


class Pace:
    """`per_s` 0: no limit. The clock is passed in by tests."""

    def __init__(self, per_s: float, clock: Callable[[], float] = monotonic) -> None:
        self._per_s = per_s
        self._most = max(1.0, per_s * _BURST_S)
        self._clock = clock
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, token: str) -> int:
        """0: go on; else whole seconds to wait."""
        if self._per_s <= 0:
            return 0
        now, key = self._clock(), blake2b(token.encode(errors="replace"), digest_size=12).digest()
        left, then = self._left.get(key, (self._most, now))
        left = min(self._most, left + (now - then) * self._per_s)
        if left < 1.0:
            return max(1, ceil((1.0 - left) / self._per_s))
        self._left[key] = (left - 1.0, now)
        self._left.move_to_end(key)
        if len(self._left) > _TOKENS:
            self._left.popitem(last=False)
        return 0
