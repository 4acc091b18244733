"""Record: parsed events -> consent -> catalogue -> log. What could not be read -> quarantine."""

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

import msgspec

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.domain.consent import Purpose
from segue.domain.event import Event, Offset, Rejection
from segue.domain.listener import Listener
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

    def submit(self, listener: Listener, events: Sequence[Event]) -> "Future[Appended]":
        """Resolve and append; the future resolves when the events are on disk.

        Raises:
            Refused: the listener does not allow recording.
        """
        self._accounts.consent(listener.id).require(Purpose.RECORD)
        if not events:
            done: Future[Appended] = Future()
            done.set_result(Appended(self._log.end(), 0))
            return done
        return self._log.submit(listener.id, [self._resolved(e) for e in events])

    def hold(
        self,
        listener: Listener,
        dialect: str,
        received: datetime,
        rejected: Sequence[tuple[Rejection, bytes]],
        source: str,
    ) -> None:
        """Keep refused messages, with the reason, for `segue quarantine`."""
        self._accounts.consent(listener.id).require(Purpose.RECORD)
        self._quarantine.hold(listener.id, dialect, received, rejected, source)

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
