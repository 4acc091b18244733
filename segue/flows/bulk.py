"""Bulk: a file of messages in some dialect -> the log, in batches, with a summary at the end."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime

from segue.domain.event import Event, Rejection
from segue.domain.listener import Listener
from segue.flows.record import Recorder
from segue.ingest.archive import Broken, Message
from segue.ingest.checks import check_time
from segue.ingest.dialect import Dialect, Malformed
from segue.ingest.envelope import each
from segue.ports import Appended

_BATCH = 1000
_WAITING = 8  # batches under way to the disk


@dataclass(slots=True)
class Summary:
    """What became of a file. What the log had before counts as accepted too."""

    read: int = 0
    accepted: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[str, str]] = field(default_factory=list)  # the first ones: where, why
    kinds: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None

    @property
    def skip_share(self) -> float:
        played = self.kinds["skip"] + self.kinds["complete"] + self.kinds["stop"]
        return self.kinds["skip"] / played if played else 0.0


def bulk(
    recorder: Recorder,
    listener: Listener,
    name: str,
    dialect: Dialect,
    messages: Iterable[Message | Broken],
    now: datetime,
    progress: Callable[[int, int], None] = lambda consumed, read: None,
) -> Summary:
    """Read everything that can be read; the rest goes to the quarantine with its reason.

    The log recognises what it holds already, so the same file again, or after a crash, adds only what is new.
    """
    found = Summary()
    events: list[Event] = []
    refused: list[tuple[Rejection, bytes]] = []
    under_way: deque[Future[Appended]] = deque()

    def refuse(source: str, place: str, index: int, field: str, reason: str, raw: bytes) -> None:
        found.refused += 1
        found.reasons[reason] += 1
        if len(found.refusals) < 50:
            found.refusals.append((" ".join(filter(None, (source, place, field))), reason))
        refused.append((Rejection(index, field, reason), raw))

    def hold() -> None:
        recorder.hold(listener, name, now, refused, source)
        refused.clear()

    def flush() -> None:
        if events:
            under_way.append(recorder.submit(listener, list(events)))
            events.clear()
        while len(under_way) > _WAITING:
            under_way.popleft().result()

    source = ""
    for message in messages:
        found.read += 1
        if len(refused) >= _BATCH or (refused and message.source != source):
            hold()
        source = message.source
        if isinstance(message, Broken):
            refuse(message.source, message.position, 0, "", message.reason, message.raw)
            continue
        for read, alone in each(dialect, message.value, message.raw):
            try:
                told = read()
                for event in told:
                    check_time(event, now)
            except Malformed as why:
                refuse(message.source, message.position, message.index, why.field, why.reason, alone())
                continue
            for event in told:
                _count(found, event)
            events += told
        if len(events) >= _BATCH:
            flush()
            progress(message.consumed, found.read)
    flush()
    while under_way:
        under_way.popleft().result()
    if refused:
        hold()
    return found


def _count(found: Summary, event: Event) -> None:
    found.accepted += 1
    found.kinds[event.kind.value] += 1
    at = event.at.astimezone(UTC)
    found.first = at if found.first is None else min(at, found.first)
    found.last = at if found.last is None else max(at, found.last)
