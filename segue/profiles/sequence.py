"""Listens in the order in which they began: the last ones may still change, what came before is folded away.

A profile takes back only listens of its tail, a few hundred events (`segue.profiles.tail`). So the latest rows are
kept as they are, and whatever is older goes, one by one and in order of time, into numbers that only grow.
"""

from bisect import bisect_left, insort
from collections.abc import Callable
from typing import TypeVar

KEPT = 300  # rows; more than events in a tail

Row = TypeVar("Row", bound=tuple)  # type: ignore[type-arg]


def put(rows: list[Row], new: Row, fold: Callable[[Row], None]) -> None:
    """`new` begins with (start in Unix ms, id of the listen)."""
    insort(rows, new)
    while len(rows) > KEPT:
        fold(rows.pop(0))


def take(rows: list[Row], old: Row) -> None:
    """Take `old` out again."""
    i = bisect_left(rows, old)
    if i < len(rows) and rows[i] == old:
        del rows[i]
