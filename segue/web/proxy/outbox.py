"""Outbox: events on their way into the log. The player has its answer already, so a full disk must not lose them."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from segue.app import App
from segue.domain.consent import Refused
from segue.domain.event import Event, ListenerId, Rejection
from segue.domain.listener import Listener
from segue.ingest.checks import check_time
from segue.ingest.dialect import Malformed
from segue.ports import Unavailable
from segue.web.searched import Searched

_MOST = 10_000  # batches; the oldest go first
_log = logging.getLogger(__name__)


class Outbox:
    def __init__(self, app: App) -> None:
        self._app = app
        self._searched = Searched()
        self._waiting: deque[tuple[Listener, Sequence[Event]]] = deque(maxlen=_MOST)

    async def send(self, listener: Listener, message: dict[str, Any], now: datetime, shown: Sequence[str] = ()) -> None:
        """Read one message and record it; returns when it is on disk, or waits in memory for the disk.

        `shown` are the songs that a search found.
        """
        try:
            events = self._searched.read(listener.id, message, shown)
            for event in events:
                check_time(event, now)
        except Malformed as wrong:
            await self._hold(listener, message, wrong, now)
            return
        if events and not await self._record(listener, events):
            self._waiting.append((listener, events))

    async def again(self) -> None:
        """Try those that wait, in order."""
        while self._waiting:
            listener, events = self._waiting[0]
            if not await self._record(listener, events):
                return
            if self._waiting and self._waiting[0][1] is events:
                self._waiting.popleft()

    def listeners(self) -> set[ListenerId]:
        return {listener.id for listener, _ in self._waiting}

    def erase(self, listener: ListenerId) -> None:
        self._searched.erase(listener)
        kept = [one for one in self._waiting if one[0].id != listener]
        self._waiting.clear()
        self._waiting.extend(kept)

    async def _record(self, listener: Listener, events: Sequence[Event]) -> bool:
        """False: not now."""
        try:
            await asyncio.wrap_future(self._app.recorder.submit(listener, events))
        except Refused:
            return True
        except Unavailable as why:
            _log.warning("what passed through the proxy waits: %s", why)
            return False
        return True

    async def _hold(self, listener: Listener, message: dict[str, Any], wrong: Malformed, now: datetime) -> None:
        why = Rejection(0, wrong.field, wrong.reason)
        held = [(why, msgspec.json.encode(message))]
        source = f"proxy /rest/{message['method']}"
        try:
            await asyncio.to_thread(self._app.recorder.hold, listener, "subsonic", now, held, source)
        except (Refused, Unavailable):
            return
