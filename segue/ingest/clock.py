"""Clock: how far a sender's clock is off, from when it says it sent and when that came in.

A message takes time, so `received - sent` is the error of the clock plus the latency, and never less than the error:
the smallest of the last differences is the best estimate, and a corrected time is wrong by no more than the latency
of the message that carried it. A clock that is right within the tolerance is left alone, and so is a burst of old
events after hours offline: they are old, but were sent when they say.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from msgspec import structs

from segue.domain.event import Event
from segue.ingest.checks import EARLIEST
from segue.ingest.dialect import Malformed, Reading

TOLERANCE = timedelta(seconds=2)
_FRESH = timedelta(hours=1)  # clocks drift: what was measured before does not count
_READINGS = 8  # kept of each clock
_CLOCKS = 10_000  # kept at all; the ones not heard of for longest go
_NEW = 3  # so many in a row that agree are the clock of now: somebody has set it

Offset = Callable[[str, datetime, datetime], timedelta]
"""Clock, sent, received -> what to add to the clock."""


class _Seen(NamedTuple):
    sent: datetime
    received: datetime


class Clocks:
    """The last readings of every clock, in memory. Names are kept as digests: there is nothing to forget."""

    def __init__(self, most: int = _CLOCKS) -> None:
        self._most = most
        self._seen: OrderedDict[bytes, deque[_Seen]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def offset(self, clock: str, sent: datetime, received: datetime) -> timedelta:
        """What to add to what this clock shows; at most `received - sent`. Asked twice, it answers the same."""
        key = blake2b(clock.encode(errors="replace"), digest_size=12).digest()
        seen = self._seen.setdefault(key, deque(maxlen=_READINGS))
        self._seen.move_to_end(key)
        if not any(one.sent == sent for one in seen):  # a body sent again unchanged says nothing of the clock
            seen.append(_Seen(sent, received))
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)
        late = [one.received - one.sent for one in seen if abs(received - one.received) <= _FRESH]
        last = late[-_NEW:]
        now = last if len(last) == _NEW and max(last) - min(last) <= TOLERANCE else late
        return min([*now, received - sent])


def once(clock: str, sent: datetime, received: datetime) -> timedelta:
    """The offset by one reading alone, for a message that is read again later."""
    return received - sent


def corrected(event: Event, reading: Reading, offset: timedelta) -> Event:
    """The event at its true time, with the told one beside it.

    Raises:
        Malformed: there is no such time.
    """
    if not reading.steady and abs(offset) <= TOLERANCE:
        return event
    try:
        at = reading.told + offset
    except OverflowError:
        raise Malformed(
            "", "the sender's clock makes no sense: was it set between the event and the sending?"
        ) from None
    return event if at == event.at else structs.replace(event, at=at, told_at=event.at)


def check_earliest(event: Event) -> None:
    """Refuse what a clock that was never set has told, and that could not be corrected."""
    if event.at < EARLIEST:
        raise Malformed("at", f"{event.at.isoformat()} is before the year 2000: the sender's clock was never set")
