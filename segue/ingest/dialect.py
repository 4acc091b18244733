"""Dialect: how one kind of device, protocol or export spells an Event."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from segue.domain.event import Event

Raw = Mapping[str, Any]
"""One decoded JSON object."""


class Malformed(ValueError):  # noqa: N818 - it is the noun of the refused message, not an exception's name
    """A message that cannot be read: `field` is a JSON path below it, `reason` one sentence."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Dialect:
    """One file in `dialects/`. `parse` is pure: the same message gives the same events, ids included.

    Events come without `track_id` (resolving is the catalogue's business) and with `dialect` set.
    """

    title: str
    parse: Callable[[Raw], Iterator[Event]]  # raises Malformed
    examples: tuple[Raw, ...]  # real messages; the contract test parses each
