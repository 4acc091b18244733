"""Remembered: what was read lately, for the reads that stand on every request."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
REMEMBER_S = 2.0  # a change shows at most this late in another process: a revoked token, a consent, a login
_MOST = 100_000  # somebody may be guessing tokens


class Remembered(Generic[Key, Value]):
    """By key, for two seconds, no more than `most`. Whoever changes a value drops it."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._held: dict[Key, tuple[float, Value]] = {}

    def of(self, key: Key, read: Callable[[], Value]) -> Value:
        held = self._held.get(key)
        if held is None or held[0] < time.monotonic():
            value = read()
            if len(self._held) >= self._most:
                self._held.clear()
            held = self._held[key] = (time.monotonic() + REMEMBER_S, value)
        return held[1]

    def drop(self, key: Key) -> None:
        self._held.pop(key, None)

    def clear(self) -> None:
        self._held.clear()
