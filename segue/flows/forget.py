"""Forget: walk everything that holds a listener's data, and say what was removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segue.domain.event import ListenerId


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Place -> how many records were removed there."""

    listener: ListenerId
    removed: dict[str, int]


def forget(listener: ListenerId, places: Mapping[str, Callable[[ListenerId], int]]) -> Forgotten:
    """The log goes first: everything else could be rebuilt from it."""
    return Forgotten(listener, {place: erase(listener) for place, erase in places.items()})
