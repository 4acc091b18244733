"""Follow: the consumer that turns the log into profiles, in the background and on demand.

Each profile knows the offset it stands at, so one listener can be brought up to date at once while the sweep is
still busy with somebody's import, a batch that comes twice changes nothing, and a crash costs only the reading
of what was not saved yet. Profiles and the sweep's offset are saved in one transaction.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from segue.catalog.store import Catalog
from segue.domain.event import Event, ListenerId, Offset
from segue.ports import EventLog, FeatureStore, StoredProfile
from segue.profiles.profile import Profile

_BATCHES = 64  # read from the log at a time
_LISTENERS = 10_000  # profiles kept in memory


class _Held:
    __slots__ = ("lock", "profile", "saved", "zone")

    def __init__(self, profile: Profile, zone: ZoneInfo, saved: Offset) -> None:
        self.profile = profile
        self.zone = zone
        self.saved = saved  # offset at which the store has it
        self.lock = threading.RLock()


class Follower:
    """`use` from any thread; `sweep` from one."""

    def __init__(
        self, log: EventLog, store: FeatureStore, catalog: Catalog, zone_of: Callable[[ListenerId], ZoneInfo]
    ) -> None:
        self._log = log
        self._store = store
        self._catalog = catalog
        self._zone_of = zone_of
        self._held: OrderedDict[ListenerId, _Held] = OrderedDict()
        self._holding = threading.Lock()
        self._saving = threading.Lock()
        self._consumed = store.consumed()

    @contextmanager
    def use(self, listener: ListenerId) -> Iterator[Profile]:
        """The listener's profile, caught up with the log and locked while the `with` block lasts."""
        held = self._hold(listener)
        with held.lock:
            while batches := self._log.read(held.profile.offset, _BATCHES, listener):
                for batch in batches:
                    self._take(held, batch.events, batch.offset)
            yield held.profile

    def listeners(self) -> list[ListenerId]:
        """Those whose profiles are in memory."""
        with self._holding:
            return list(self._held)

    def lag(self) -> int:
        """Batches in the log that the sweep has not read."""
        return self._log.end() - self._consumed

    def sweep(self) -> int:
        """Read the log to its end and save what changed; returns the number of events read."""
        count, end = 0, self._log.end()
        while batches := self._log.read(self._consumed, _BATCHES):
            for batch in batches:
                held = self._hold(batch.listener)
                with held.lock:
                    self._take(held, batch.events, batch.offset)
                count += len(batch.events)
            self._consumed = batches[-1].offset
            self.save()
        if self._consumed < end:  # the last batches were erased before they were read
            self._consumed = end
        if not count:
            self.save()
        return count

    def save(self) -> None:
        """Catalogue first, then profiles and offset together: nothing saved points at what is not."""
        with self._saving:
            self._catalog.save()
            with self._holding:
                held = list(self._held.items())
            changed: dict[ListenerId, StoredProfile] = {}
            for listener, one in held:
                if one.profile.offset > one.saved:
                    with one.lock:
                        changed[listener] = one.profile.to_stored()
            if changed or self._consumed > self._store.consumed():
                self._store.write(changed, self._consumed)
            for listener, stored in changed.items():
                if listener in self._held:
                    self._held[listener].saved = stored.offset
            self._drop_old()

    def forget(self, listener: ListenerId) -> int:
        """Drop the listener from memory and from the store."""
        with self._saving:
            with self._holding:
                self._held.pop(listener, None)
            return self._store.erase(listener)

    def _take(self, held: _Held, events: Sequence[Event], offset: Offset) -> None:
        if offset <= held.profile.offset:
            return
        for event in events:
            if event.track_id is not None:
                self._catalog.ensure(event.track_id, event.track)
        held.profile.update(events, offset, held.zone)

    def _hold(self, listener: ListenerId) -> _Held:
        with self._holding:
            held = self._held.get(listener)
            if held is None:
                stored = self._store.read(listener)
                profile = Profile.from_stored(stored) if stored else None
                profile = profile or Profile()
                held = self._held[listener] = _Held(profile, self._zone_of(listener), profile.offset)
            self._held.move_to_end(listener)
        return held

    def _drop_old(self) -> None:
        with self._holding:
            for listener in list(self._held)[: max(0, len(self._held) - _LISTENERS)]:
                if self._held[listener].saved == self._held[listener].profile.offset:
                    del self._held[listener]
