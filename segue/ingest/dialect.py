"""Dialect: how one kind of device, protocol or export spells an Event."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
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
class Reading:
    """What one clock of the sender showed, twice: `segue.ingest.clock` makes the true time of it."""

    clock: str  # which of the sender's clocks, "wall" or one that began with a boot
    sent: datetime  # when the body was sent
    told: datetime  # when it happened
    steady: bool = False  # a count of ticks, which nobody sets: no time of day, but never wrong


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on an envelope and holds for every item in it."""

    device: str
    sent_at: datetime | None  # by the sender's clock
    context: dict[str, Any]
    fields: Raw


def wall(head: Head, item: Raw, event: Event) -> Reading | None:
    """The clock of a device that has only one; nothing when it does not say when it sent."""
    return None if head.sent_at is None else Reading("wall", head.sent_at, event.at)


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a device packs up to 1,000 messages into one body, each of which is judged alone.

    `read` gives the events of one item with `at` as the sender's clock told it; ids come from what was told, so
    that the same item again has the same ids, whatever time it is corrected to.
    """

    items: str  # key of the list
    head: Callable[[Raw], Head]  # raises Malformed: the whole body is refused
    read: Callable[[Head, Raw], Iterable[Event]]  # raises Malformed: this item is refused
    reading: Callable[[Head, Raw, Event], Reading | None] = wall
    hidden: str | None = None  # a key of the head that authenticates and must not be kept


@dataclass(frozen=True, slots=True)
class Dialect:
    """One file in `dialects/`. `parse` is pure: the same message gives the same events, ids included.

    Events come without `track_id` (resolving is the catalogue's business) and with `dialect` set.
    """

    title: str
    parse: Callable[[Raw], Iterator[Event]]  # raises Malformed
    examples: tuple[Raw, ...]  # real messages; the contract test parses each
    envelope: Envelope | None = None  # a body holds many messages: `parse` is `segue.ingest.envelope.parse(envelope)`
