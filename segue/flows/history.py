"""History: the listens of one listener, as clients ask for them."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from segue.accounts.links import Links
from segue.catalog.store import Catalog
from segue.domain.event import Event, ListenerId, Offset
from segue.domain.listen import Listen
from segue.listening.live import listens_of, tells_of_a_play, unix_ms
from segue.listening.runs import SILENCE_MS
from segue.ports import EventLog
from segue.settings import Settings

_LISTENERS = 64  # histories kept in memory
_BATCHES = 64  # read from the log at a time
_LONGEST = timedelta(hours=1)  # of a track whose length nobody told
_LONGEST_MS = 24 * 3_600_000  # of one play: an audiobook; more is a mistake in the message


class _Held:
    """What is known of one listener. `settled` is before a silence that no play is looked for across."""

    __slots__ = ("ids", "listens", "lock", "offset", "reach_ms", "recent", "settled", "settled_listens")

    def __init__(self, ids: tuple[ListenerId, ...]) -> None:
        self.ids = ids  # whose events these are
        self.offset = Offset(0)
        self.settled: list[Event] = []
        self.settled_listens: list[Listen] = []
        self.reach_ms = 0  # the latest moment of which a settled event can tell
        self.recent: list[Event] = []
        self.listens: list[Listen] = []
        self.lock = threading.Lock()

    def take(self, fresh: list[Event]) -> None:
        """New events; what is late makes everything recent again."""
        if self.settled and min(_first(e) for e in fresh) - self.reach_ms <= SILENCE_MS:
            self.recent = self.settled + self.recent
            self.settled, self.settled_listens = [], []
        self.recent += fresh

    def settle(self, derived: list[Listen]) -> None:
        """`derived` are the listens of `recent`; all but its last island is settled."""
        self.listens = self.settled_listens + derived
        order = sorted(self.recent, key=_first)
        reach_ms, begins = self.reach_ms, 0
        reach = [reach_ms]
        for i, event in enumerate(order):
            if i and _first(event) - reach_ms > SILENCE_MS:
                begins = i
            reach_ms = max(reach_ms, unix_ms(event.at) + _told_ms(event))
            reach.append(reach_ms)
        if begins:
            edge = _first(order[begins])
            self.settled += order[:begins]
            self.settled_listens = self.settled_listens + [one for one in derived if unix_ms(one.start) < edge]
            self.reach_ms, self.recent = reach[begins], order[begins:]


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
            fresh: list[Event] = []
            end = self._log.end()  # before the reads, so that none of them sees what another one missed
            for one in held.ids:
                after = held.offset
                while batches := [b for b in self._log.read(after, _BATCHES, one) if b.offset <= end]:
                    for batch in batches:
                        fresh += [e for e in batch.events if tells_of_a_play(e)]
                    after = batches[-1].offset
            held.offset = end
            if fresh:
                held.take(fresh)
                held.settle(listens_of(listener, held.recent, self._catalog.format_of, self._settings).listens)
            return held.listens


def _told_ms(event: Event) -> int:
    """How far from its own moment an event can tell of anything, as `segue.lake.islands` has it."""
    return min(max(event.played_ms or 0, event.duration_ms or 0, event.position_ms or 0), _LONGEST_MS)


def _first(event: Event) -> int:
    return unix_ms(event.at) - _told_ms(event)
