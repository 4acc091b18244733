"""History: the listens of one listener, as clients ask for them."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from segue.accounts.links import Links
from segue.catalog.store import Catalog
from segue.domain.event import Event, ListenerId, Offset, TrackId
from segue.domain.listen import Listen
from segue.listening.live import listens_of, tells_of_a_play
from segue.ports import EventLog
from segue.settings import Settings

_LISTENERS = 64  # histories kept in memory
_BATCHES = 64  # read from the log at a time
_LONGEST = timedelta(hours=1)  # of a track whose length nobody told


class _Held:
    __slots__ = ("events", "ids", "listens", "lock", "offset")

    def __init__(self, ids: tuple[ListenerId, ...]) -> None:
        self.ids = ids  # whose events these are
        self.offset = Offset(0)
        self.events: list[Event] = []
        self.listens: list[Listen] = []
        self.lock = threading.Lock()


class History:
    """Everything the log holds is in the answer."""

    def __init__(self, settings: Settings, log: EventLog, catalog: Catalog, links: Links) -> None:
        self._settings = settings
        self._log = log
        self._catalog = catalog
        self._links = links
        self._held: OrderedDict[ListenerId, _Held] = OrderedDict()
        self._holding = threading.Lock()

    def listens(
        self,
        listener: ListenerId,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = 100,
        oldest_first: bool = False,
    ) -> list[Listen]:
        """Those that began later than `since` and earlier than `until`, newest first.

        With `oldest_first` they come, and are counted for the limit, from the oldest.
        """
        found = [
            one
            for one in self._all(listener)
            if (since is None or one.start > since) and (until is None or one.start < until)
        ]
        if not oldest_first:
            found.reverse()
        return found if limit is None else found[:limit]

    def count(self, listener: ListenerId) -> int:
        """How many listens there are."""
        return len(self._all(listener))

    def playing(self, listener: ListenerId, now: datetime) -> Listen | None:
        """What is playing: the latest play that began, has no end yet, and cannot be over by its length."""
        for one in reversed(self._all(listener)[-5:]):
            if one.reason_end is None and one.start <= now:
                left = timedelta(milliseconds=one.duration_ms - (one.position_ms or 0)) if one.duration_ms else _LONGEST
                return one if one.end + left >= now else None
        return None

    def forget(self, listener: ListenerId) -> int:
        """Drop the listener from memory."""
        with self._holding:
            return 0 if self._held.pop(listener, None) is None else 1

    def _all(self, listener: ListenerId) -> list[Listen]:
        ids = self._links.ids(listener)
        with self._holding:
            held = self._held.get(listener)
            if held is None or held.ids != ids:  # linked or unlinked since
                held = self._held[listener] = _Held(ids)
            self._held.move_to_end(listener)
            while len(self._held) > _LISTENERS:
                self._held.popitem(last=False)
        with held.lock:
            new = 0
            end = self._log.end()  # before the reads, so that none of them sees what another one missed
            for one in held.ids:
                after = held.offset
                while batches := [b for b in self._log.read(after, _BATCHES, one) if b.offset <= end]:
                    for batch in batches:
                        told = [e for e in batch.events if tells_of_a_play(e)]
                        held.events += told
                        new += len(told)
                    after = batches[-1].offset
            held.offset = end
            if new:
                held.listens = listens_of(listener, held.events, self._format_of, self._settings).listens
            return held.listens

    def _format_of(self, track: TrackId) -> str:
        known = self._catalog.get(track)
        return known.format if known else "music"
