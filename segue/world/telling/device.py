"""Device: from true plays to the bodies a device sends, with the quirks that such devices have."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

from segue.world.telling.play import Moment, Play

Message = dict[str, Any]
_BURST = 500  # messages a body holds at most
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class Quirks:
    """What goes wrong on the way, by seed. The default is a device that does everything right."""

    seed: int = 0
    skew: timedelta = timedelta()  # what its clock is ahead
    twice: float = 0.0  # share of bodies that are sent again: the answer was lost
    no_end: float = 0.0  # share of ends nobody tells, of plays that another follows at once
    offline: tuple[datetime, datetime] | None = None  # nothing leaves the device; at its end all comes in one burst
    every_ms: int | None = None  # another interval than the device has
    latency_ms: tuple[int, int] = (40, 900)


@dataclass(frozen=True)
class Clock:
    """What a device shows when it is `at` in truth."""

    skew: timedelta
    booted: datetime
    boot: str

    def shows(self, at: datetime) -> datetime:
        return at + self.skew

    def ms(self, at: datetime) -> int:
        """Epoch milliseconds, shown."""
        return (self.shows(at) - _EPOCH) // timedelta(milliseconds=1)

    def uptime_ms(self, at: datetime) -> int:
        """Ticks since the boot, which no one sets."""
        return (at - self.booted) // timedelta(milliseconds=1)


@dataclass(frozen=True)
class Device:
    """One file here: how a kind of device tells of a moment, and how it packs what it tells."""

    dialect: str
    every_ms: int  # between two positions
    waits_s: float  # how long a message waits for others
    message: Callable[[Play, Moment, int, Clock, str], Message]  # play, moment, count of messages, clock, device
    body: Callable[[str, Sequence[Message], Clock, datetime], Message]  # device, messages, clock, when it is sent
    delivers: int = _BURST


class Sent(NamedTuple):
    """A body, and when it came in."""

    received: datetime
    body: Message


def tell(device: Device, name: str, told: Iterable[Play], quirks: Quirks = Quirks()) -> list[Sent]:
    """What the device `name` sends of these plays, in the order in which it comes in."""
    rng = np.random.default_rng([quirks.seed, 5])
    listened = list(told)
    if not listened:
        return []
    clock = Clock(quirks.skew, listened[0].start - timedelta(seconds=75), f"b-{quirks.seed:04x}")
    messages: list[tuple[datetime, Message]] = []
    for play in listened:
        for moment in play.told(quirks.every_ms or device.every_ms):
            if moment.kind == "end" and play.followed and rng.random() < quirks.no_end:
                continue
            messages.append((moment.at, device.message(play, moment, len(messages), clock, name)))
    return sorted(_deliver(device, name, messages, clock, quirks, rng), key=lambda sent: sent.received)


def _deliver(
    device: Device,
    name: str,
    messages: list[tuple[datetime, Message]],
    clock: Clock,
    quirks: Quirks,
    rng: Generator,
) -> Iterable[Sent]:
    def send(at: datetime, held: list[Message]) -> Sent:
        low, high = quirks.latency_ms
        late = timedelta(milliseconds=int(rng.integers(low, high + 1)))
        return Sent(at + late, device.body(name, held, clock, at))

    waiting: list[Message] = []
    leaves = messages[0][0]
    for at, message in [*messages, (datetime.max.replace(tzinfo=leaves.tzinfo), {})]:
        if waiting and (at > leaves or len(waiting) == device.delivers):
            yield send(leaves, waiting)
            if rng.random() < quirks.twice:
                yield send(leaves + timedelta(seconds=int(rng.integers(2, 40))), waiting)
            waiting = []
        if not waiting:
            leaves = _next_leaving(at, device, quirks) if message else at
        waiting.append(message)


def _next_leaving(at: datetime, device: Device, quirks: Quirks) -> datetime:
    leaves = at + timedelta(seconds=device.waits_s)
    if quirks.offline and quirks.offline[0] <= leaves < quirks.offline[1]:
        return quirks.offline[1]
    return leaves
