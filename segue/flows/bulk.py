"""Bulk: messages of files -> the log, in batches, with a summary at the end."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol

from segue.domain.event import Event, Rejection
from segue.domain.listener import Listener
from segue.flows.summary import Summary
from segue.ingest.archive import Broken
from segue.ingest.checks import check_time
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects
from segue.ingest.importing import Passed, Piece, raw_of
from segue.ports import Appended

_BATCH = 250  # small: readers of the log hold 64 batches at a time
_WAITING = 32  # batches under way to the disk


class Sink(Protocol):
    """Where events and refused messages go: `segue.flows.record.Recorder`, or nowhere in a dry run."""

    def submit(self, listener: Listener, events: Sequence[Event]) -> "Future[Appended]": ...

    def hold(
        self,
        listener: Listener,
        dialect: str,
        received: datetime,
        rejected: Sequence[tuple[Rejection, bytes]],
        source: str,
    ) -> None: ...


def bulk(
    sink: Sink,
    listener: Listener,
    name: str,
    messages: Iterable[Piece],
    now: datetime,
    progress: Callable[[int, int], None] = lambda consumed, read: None,
    seen: Callable[[Event], None] | None = None,
) -> Summary:
    """Read everything that can be read; the rest goes to the quarantine with its reason.

    The log recognises what it holds already, so the same file again, or after a crash, adds only what is new.
    `name` is the dialect of messages that do not carry their own; `seen` hears every event.
    """
    found, parsers = Summary(), {key: one.parse for key, one in all_dialects().items()}
    events: list[Event] = []
    refused: list[tuple[Rejection, bytes]] = []
    under_way: deque[Future[Appended]] = deque()
    source, dialect = "", name

    def hold() -> None:
        if refused:
            sink.hold(listener, dialect, now, refused, source)
            refused.clear()

    def flush(waiting: int) -> None:
        if events:
            under_way.append(sink.submit(listener, list(events)))
            events.clear()
        while len(under_way) > waiting:
            found.new += under_way.popleft().result().fresh

    for message in messages:
        if isinstance(message, Passed):
            found.pass_over(message.source, message.reason)
            continue
        found.read += 1
        spoken = name if isinstance(message, Broken) else message.dialect or name
        if len(refused) >= _BATCH or message.source != source or spoken != dialect:
            hold()
        source, dialect = message.source, spoken
        if isinstance(message, Broken):
            found.refuse(" ".join(filter(None, (source, message.position))), message.reason)
            refused.append((Rejection(0, "", message.reason), message.raw))
            continue
        try:
            told = list(parsers[dialect](message.value))
            for event in told:
                check_time(event, now)
        except Malformed as why:
            found.refuse(" ".join(filter(None, (source, message.position, why.field))), why.reason)
            refused.append((Rejection(message.index, why.field, why.reason), raw_of(message)))
            continue
        found.forms[message.form] += 1
        for event in told:
            found.count(event)
            if seen is not None:
                seen(event)
        events += told
        if len(events) >= _BATCH:
            flush(_WAITING)
            progress(message.consumed, found.read)
    flush(0)
    hold()
    return found
