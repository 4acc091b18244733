"""Record: parsed events -> consent -> whose they are -> catalogue -> log. What could not be read -> quarantine."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

import msgspec

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.domain.consent import Purpose
from segue.domain.event import Event, Offset, Rejection
from segue.domain.listener import Listener
from segue.flows.attribute import Attribution
from segue.ingest.quarantine import Quarantine
from segue.ports import Appended, EventLog


class Receipt(msgspec.Struct, frozen=True):
    """What became of a batch; `offset` is where the log holds the last of its events."""

    accepted: int
    rejected: tuple[Rejection, ...]
    offset: Offset


class Recorder:
    """The only way into the log."""

    def __init__(self, log: EventLog, accounts: Accounts, catalog: Catalog, quarantine: Quarantine) -> None:
        self._log = log
        self._accounts = accounts
        self._catalog = catalog
        self._quarantine = quarantine
        self._attribution = Attribution(accounts)

    def submit(self, listener: Listener, events: Sequence[Event]) -> "Future[Appended]":
        """Resolve and append; the future resolves when the events are on disk.

        Raises:
            Refused: the listener does not allow recording.
        """
        self._require(listener)
        if not events:
            return done(Appended(self._log.end(), 0))
        parts = self._attribution.parted(listener, events)
        if len(parts) == 1:
            return self._log.submit(parts[0][0], [self._resolved(e) for e in parts[0][1]])
        return _together([self._log.submit(who, [self._resolved(e) for e in told]) for who, told in parts], self._log)

    def hold(
        self,
        listener: Listener,
        dialect: str,
        received: datetime,
        rejected: Sequence[tuple[Rejection, bytes]],
        source: str,
    ) -> None:
        """Keep refused messages, with the reason, for `segue quarantine`."""
        self._require(listener)
        self._quarantine.hold(listener.log_id, dialect, received, rejected, source)

    def _require(self, listener: Listener) -> None:
        """Whoever the events count for decides."""
        person = self._accounts.links.person(listener.log_id)
        self._accounts.consent(person).require(Purpose.RECORD)

    def _resolved(self, event: Event) -> Event:
        if event.track is None:
            return event
        track = self._catalog.resolve(event.track)
        length = event.duration_ms
        if length is None and (known := self._catalog.get(track)) is not None:
            length = known.duration_ms
        # spelt out: `structs.replace` costs four times as much, on every event there is
        return Event(
            event.event_id,
            event.kind,
            event.at,
            track,
            event.track,
            event.device,
            event.position_ms,
            length,
            event.context,
            event.slate_id,
            event.extra,
            event.dialect,
            event.whole,
            event.played_ms,
            event.play_id,
            event.reason_start,
            event.reason_end,
            event.told_at,
        )


def done(appended: Appended) -> "Future[Appended]":
    """A future that has been resolved."""
    future: Future[Appended] = Future()
    future.set_result(appended)
    return future


def _together(parts: "Sequence[Future[Appended]]", log: EventLog) -> "Future[Appended]":
    """Resolves when all have: to the last offset, or to the first failure."""
    if not parts:
        return done(Appended(log.end(), 0))
    whole: Future[Appended] = Future()
    whole.set_running_or_notify_cancel()
    left = [*parts]
    counting = threading.Lock()

    def count(part: "Future[Appended]") -> None:
        with counting:
            left.remove(part)
            last = not left
        if not last:
            return
        failed = next((p.exception() for p in parts if p.exception() is not None), None)
        if failed is not None:
            whole.set_exception(failed)
        else:
            told = [p.result() for p in parts]
            whole.set_result(Appended(max(t.offset for t in told), sum(t.fresh for t in told)))

    for part in parts:
        part.add_done_callback(count)
    return whole
