"""Sender: brings the outbox to the server, in batches, from a thread of its own and from `flush`."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum, auto

import msgspec

from segue_client.backoff import Backoff
from segue_client.line import Answer, Line
from segue_client.nouns import Receipt, Refused
from segue_client.outbox import Outbox, Waiting

MOST_BYTES = 1_000_000  # of one batch, before packing
_HELD_S = 300.0  # after an answer that only a person can change: a wrong token, a wrong address
_REQUEST_S = 20.0
_PASSING = frozenset({0, 408, 425, 429})
_log = logging.getLogger(__name__)


class Went(Enum):
    """How one attempt went."""

    EMPTY = auto()
    ON = auto()
    LATER = auto()


class Sender:
    def __init__(
        self,
        outbox: Outbox,
        line: Line,
        clock: Callable[[], datetime],
        backoff: Backoff,
        batch_size: int,
        batch_every_s: float,
        on_refused: Callable[[Refused], None] | None,
        on_trouble: Callable[[str], None] | None,
    ) -> None:
        self._outbox = outbox
        self._line = line
        self._clock = clock
        self._backoff = backoff
        self._batch_size = batch_size
        self._batch_every_s = batch_every_s
        self._on_refused = on_refused
        self._on_trouble = on_trouble
        self._narrow = batch_size  # smaller for a while after a batch that could not be read as a whole
        self._not_before = 0.0
        self._told_until = 0.0  # the server's own word, which `flush` keeps too
        self._due = time.monotonic() if len(outbox) else float("inf")  # what an earlier process left behind
        self._added = 0  # since the last batch
        self._trouble = ""
        self._closing = False
        self.sending = threading.RLock()
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="segue-client", daemon=True)
        self._thread.start()

    def added(self) -> None:
        """There is one more in the outbox."""
        with self._news:
            self._added += 1
            self._due = min(self._due, time.monotonic() + self._batch_every_s)
            if self._added >= self._batch_size:
                self._due = 0.0
            if self._added in (1, self._batch_size):
                self._news.notify()

    def flush(self, timeout_s: float) -> bool:
        """Send until nothing waits; False when that did not succeed in time."""
        until = time.monotonic() + timeout_s
        while True:
            if (wait := self._told_until - time.monotonic()) > 0:
                if self._told_until > until:
                    return len(self._outbox) == 0
                time.sleep(wait)
            went = self.once(max(0.1, min(_REQUEST_S, until - time.monotonic())))
            if went is Went.EMPTY:
                return True
            left = until - time.monotonic()
            if left <= 0 or (went is Went.LATER and self._not_before > until):
                return len(self._outbox) == 0
            if went is Went.LATER:
                time.sleep(max(0.0, min(left, self._not_before - time.monotonic())))

    def stop(self) -> None:
        with self._news:
            self._closing = True
            self._news.notify()
        self._thread.join()

    def once(self, timeout_s: float = _REQUEST_S) -> Went:
        """One batch to the server."""
        with self.sending:
            batch = self._outbox.take(self._narrow, MOST_BYTES)
            if not batch:
                return Went.EMPTY
            return self.settle(batch, self._line.post("/api/v1/events", body_of(batch, self._clock()), timeout_s))

    def settle(self, batch: Sequence[Waiting], answer: Answer) -> Went:
        """Remove what the server has or will never take, and know when to come again."""
        if answer.status in (200, 202) and (receipt := _receipt(answer.body, len(batch))):
            self._outbox.done(batch)
            self._backoff.worked()
            self._not_before, self._told_until, self._trouble = 0.0, 0.0, ""
            self._narrow = min(self._batch_size, self._narrow * 2)
            for no in receipt.rejected:
                self._refuse(batch[no.index], no.field, no.reason)
            return Went.ON
        if answer.status in (400, 413) and answer.by_segue:
            if len(batch) > 1:  # one of them spoils it: halve until it stands alone
                self._narrow = max(1, len(batch) // 2)
                return Went.ON
            self._outbox.done(batch)
            self._refuse(batch[0], "", answer.reason)
            return Went.ON
        passing = answer.status in _PASSING or answer.status >= 500
        reason = answer.reason if answer.status >= 300 or not answer.status else "what answered is not Segue"
        self._told_until = time.monotonic() + (answer.told_s or 0.0)
        self._not_before = time.monotonic() + (self._backoff.failed(answer.told_s) if passing else _HELD_S)
        self._say(reason)
        return Went.LATER

    def _run(self) -> None:
        while True:
            with self._news:
                now = time.monotonic()
                at = max(self._due, self._not_before)
                if not self._closing and at > now:
                    self._news.wait(min(at - now, threading.TIMEOUT_MAX))
                    continue
                if self._closing:
                    return
                self._due, self._added = float("inf"), 0
            while (went := self.once()) is Went.ON and not self._closing:
                pass
            if went is Went.LATER:
                with self._news:
                    self._due = 0.0

    def _refuse(self, one: Waiting, field: str, reason: str) -> None:
        _log.warning("an event was refused: %s", field or "as a whole")
        if self._on_refused is not None:
            try:
                self._on_refused(Refused(msgspec.json.decode(one.body), field, reason))
            except Exception:
                _log.exception("on_refused failed")

    def _say(self, reason: str) -> None:
        """Once for each new trouble, not at every attempt."""
        if reason == self._trouble:
            return
        self._trouble = reason
        if self._on_trouble is not None:
            try:
                self._on_trouble(reason)
            except Exception:
                _log.exception("on_trouble failed")


def body_of(batch: Sequence[Waiting], now: datetime, request: bytes = b"") -> bytes:
    """`sent_at` lets the server see how far this device's clock is off."""
    sent = f'],"sent_at":"{now.isoformat()}"'.encode()
    tail = b',"request":' + request if request else b""
    return b'{"events":[' + b",".join([one.body for one in batch]) + sent + tail + b"}"


def _receipt(body: bytes, count: int) -> Receipt | None:
    """None: whoever answered, it was not about these events."""
    try:
        receipt = msgspec.json.decode(body, type=Receipt)
    except msgspec.DecodeError:
        return None
    whole = receipt.accepted + len(receipt.rejected) == count
    return receipt if whole and all(0 <= no.index < count for no in receipt.rejected) else None
