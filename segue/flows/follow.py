"""Follow: the consumer that turns the log into profiles, in the background and on demand.

Each profile knows the offset it stands at, so one listener can be brought up to date at once while the sweep is
still busy with somebody's import, a batch that comes twice changes nothing, and a crash costs only the reading
of what was not saved yet. Profiles and the sweep's offset are saved in one transaction.

What is told of one id may count for another (`segue.accounts.links`): a profile reads the log of every id that
belongs to its listener, and is built anew when that changes, or when something came in of a time long past.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from segue.accounts.links import Links
from segue.catalog.store import Catalog
from segue.domain.event import Event, ListenerId, Offset
from segue.flows.in_order import in_order
from segue.ports import Batch, EventLog, FeatureStore, StoredProfile
from segue.profiles.profile import Glimpse, Profile, glimpse
from segue.settings import Settings

_BATCHES = 16  # read from the log at a time
_WINDOW = 8192  # batches the sweep takes in together, unless they hold more events than
_EVENTS = 8000
_LISTENERS = 10_000  # profiles kept in memory


class _Held:
    __slots__ = ("ids", "lock", "profile", "saved", "zone")

    def __init__(self, profile: Profile, zone: ZoneInfo, saved: Offset, ids: tuple[ListenerId, ...]) -> None:
        self.profile = profile
        self.zone = zone
        self.saved = saved  # offset at which the store has it
        self.ids = ids  # whose events are in it
        self.lock = threading.RLock()


class Follower:
    """`use` from any thread; `sweep` from one."""

    def __init__(
        self,
        settings: Settings,
        log: EventLog,
        store: FeatureStore,
        catalog: Catalog,
        links: Links,
        zone_of: Callable[[ListenerId], ZoneInfo],
    ) -> None:
        self._settings = settings
        self._log = log
        self._store = store
        self._catalog = catalog
        self._links = links
        self._zone_of = zone_of
        self._held: OrderedDict[ListenerId, _Held] = OrderedDict()
        self._holding = threading.Lock()
        self._saving = threading.Lock()
        self._consumed = store.consumed()
        self._linked = links.version()

    @contextmanager
    def use(self, listener: ListenerId) -> Iterator[Profile]:
        """The listener's profile, caught up with the log and locked while the `with` block lasts."""
        held = self._hold(listener)
        with held.lock:
            self._extend(held, self._links.ids(listener))
            self._catch_up(held)
            yield held.profile

    @contextmanager
    def glance(self, listener: ListenerId, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Some states of the profile, as `use` would have them, to be looked at while the `with` block lasts.

        For looking at everybody: a profile that stands in the store at the end of its log is not taken into memory.
        """
        with self._holding:
            held = listener in self._held
        stored = None if held else self._store.read(listener)
        seen = glimpse(stored, names) if stored else None
        if stored and seen and not seen.late and seen.ids == self._links.ids(listener) and not self._news(stored, seen):
            yield seen.states
            return
        with self.use(listener) as profile:
            yield {name: profile.states[name] for name in names}
        if not held:
            self._drop_old()

    def _news(self, stored: StoredProfile, seen: Glimpse) -> bool:
        return any(self._log.read(stored.offset, 1, one) for one in seen.ids)

    def rebuild(self, listener: ListenerId) -> None:
        """Read everything of a listener again, in order of time, and put the result in place of the profile."""
        held = self._hold(listener)
        fresh = self._profile(listener)
        ids = fresh.ids
        end = self._log.end()
        for events, offsets in in_order(self._log, ids, end):
            self._take(fresh, held.zone, events, offsets)
        fresh.offset, fresh.late = end, False
        with held.lock:
            held.profile, held.ids, held.saved = fresh, ids, Offset(-1)
            self._catch_up(held)

    def person(self, listener: ListenerId) -> ListenerId:
        """In whose profile the events of this id are."""
        return self._links.person(listener)

    def listeners(self) -> list[ListenerId]:
        """Those whose profiles are in memory."""
        with self._holding:
            return list(self._held)

    def lag(self) -> int:
        """Batches in the log that the sweep has not read."""
        return self._log.end() - self._consumed

    def sweep(self) -> int:
        """Read the log to its end and save what changed; returns the number of events read."""
        self._relink()
        count, end = 0, self._log.end()
        while self._consumed < end and (batches := self._window()):
            for person, told in self._by_person(batches).items():
                held = self._hold(person)
                with held.lock:
                    self._take_batches(held, told)
            count += sum(len(b.events) for b in batches)
            self._consumed = batches[-1].offset
            self.save()
        if self._consumed < end:  # the last batches were erased before they were read
            self._consumed = end
        late = self._late()
        for listener in late:
            self.rebuild(listener)
        if late or not count:
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
                if one.profile.offset != one.saved:
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

    def _late(self) -> list[ListenerId]:
        with self._holding:
            return [listener for listener, held in self._held.items() if held.profile.late]

    def _relink(self) -> None:
        """Build anew whose ids are others than before."""
        version = self._links.version()
        if version == self._linked:
            return
        self._linked = version
        with self._holding:
            held = list(self._held.items())
        for listener, one in held:
            ids = self._links.ids(listener)
            with one.lock:
                known = self._extend(one, ids)
                if known:  # before the sweep goes on: it may have gone past what the new ids told
                    self._catch_up(one)
            if not known:
                self.rebuild(listener)

    def _extend(self, held: _Held, ids: tuple[ListenerId, ...]) -> bool:
        """Take in ids that have told nothing so far (a new voice, a login); False: it is not as simple as that."""
        if ids != held.ids:
            new = [one for one in ids if one not in held.ids]
            if len(ids) != len(held.ids) + len(new):
                return False
            for one in new:
                first = self._log.read(Offset(0), 1, one)
                if first and first[0].offset <= held.profile.offset:
                    return False
            held.ids = held.profile.ids = ids
        return True

    def _catch_up(self, held: _Held) -> None:
        while True:
            end = self._log.end()  # what comes in between two reads is for the next round, or it would be overtaken
            found = (b for one in held.ids for b in self._log.read(held.profile.offset, _BATCHES, one))
            batches = [b for b in found if b.offset <= end]
            if not batches:
                return
            if len(held.ids) > 1:
                batches = sorted(batches, key=lambda b: b.offset)[:_BATCHES]
            self._take_batches(held, batches)

    def _window(self) -> list[Batch]:
        """What the sweep takes in at a time: many batches where they are small."""
        found: list[Batch] = []
        after, events = self._consumed, 0
        while len(found) < _WINDOW and events < _EVENTS:
            batches = self._log.read(after, _BATCHES)
            found += batches
            if len(batches) < _BATCHES:
                break
            after, events = batches[-1].offset, events + sum(len(b.events) for b in batches)
        return found

    def _by_person(self, batches: Sequence[Batch]) -> dict[ListenerId, list[Batch]]:
        found: dict[ListenerId, list[Batch]] = {}
        for batch in batches:
            found.setdefault(self._links.person(batch.listener), []).append(batch)
        return found

    def _take_batches(self, held: _Held, batches: Sequence[Batch]) -> None:
        """Together: what a play amounts to is worked out anew once for all of them, not for each."""
        fresh = [b for b in batches if b.offset > held.profile.offset and b.listener in held.ids]
        if fresh:
            offsets = [b.offset for b in fresh for _ in b.events]
            self._take(held.profile, held.zone, [e for b in fresh for e in b.events], offsets)
            held.profile.offset = fresh[-1].offset

    def _take(self, profile: Profile, zone: ZoneInfo, events: Sequence[Event], offsets: Sequence[Offset]) -> None:
        for event in events:
            if event.track_id is not None:
                self._catalog.ensure(event.track_id, event.track)
        profile.take(events, offsets, zone)

    def _profile(self, listener: ListenerId) -> Profile:
        profile = Profile(listener, self._settings, self._catalog.format_of)
        profile.ids = self._links.ids(listener)
        return profile

    def _hold(self, listener: ListenerId) -> _Held:
        with self._holding:
            held = self._held.get(listener)
            if held is None:
                stored = self._store.read(listener)
                kept = (
                    Profile.from_stored(stored, listener, self._settings, self._catalog.format_of) if stored else None
                )
                ids = self._links.ids(listener)
                if kept is not None and kept.ids == ids:
                    profile = kept
                else:
                    profile = self._profile(listener)
                    # linked or unlinked while nobody looked, or written by another version with other features: the
                    # sweep may have gone past what some of the ids told, so that it reads them again; it also saves
                    # what may end before the one it replaces
                    profile.late = stored is not None or len(ids) > 1
                held = self._held[listener] = _Held(profile, self._zone_of(listener), profile.offset, ids)
            self._held.move_to_end(listener)
        return held

    def _drop_old(self) -> None:
        with self._holding:
            for listener in list(self._held)[: max(0, len(self._held) - _LISTENERS)]:
                if self._held[listener].saved == self._held[listener].profile.offset:
                    del self._held[listener]
