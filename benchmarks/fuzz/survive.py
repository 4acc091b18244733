"""Survive: what an event that was taken has to stand afterwards, all the way to a profile and a row of the lake."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs
from sqlalchemy import create_engine

from segue.adapters.embedded.id_index import hash_ids
from segue.catalog.store import Catalog
from segue.domain.event import TRACK_KINDS, Event, ListenerId, Offset
from segue.ingest.checks import identifier
from segue.lake.rows import event_rows, slate_rows
from segue.listening.live import listens_of, tells_of_a_play
from segue.ports import Batch
from segue.profiles.mark import mark
from segue.profiles.profile import Profile, features
from segue.settings import Settings

_TOGETHER = 48  # inputs whose events make one profile
_WHO = ListenerId("0" * 32)
_ZONE = ZoneInfo("America/St_Johns")
_decode = msgspec.msgpack.Decoder(list[Event]).decode


class Survivors:
    """`take` what each input gave; the last of it is tried by `finish`."""

    def __init__(self) -> None:
        self._settings = Settings.example()
        self._waiting: list[list[Event]] = []
        self._catalog = self._new_catalog()
        self.events = 0

    def take(self, events: Sequence[Event]) -> None:
        """Raises whatever an event does not survive, AssertionError where it comes out changed."""
        if not events:
            return
        self.events += len(events)
        for event in events:
            assert event.at.tzinfo is UTC, "a time without UTC"
            assert identifier(event.event_id, "event_id") == event.event_id
            assert event.track is not None or event.kind not in TRACK_KINDS, "a kind that says nothing without a track"
            mark(event, _ZONE)
        hash_ids([e.event_id for e in events])
        again = _decode(msgspec.msgpack.encode(list(events)))
        assert again == list(events), "the log changed it"
        self._waiting.append([self._resolved(e) for e in again])
        if len(self._waiting) >= _TOGETHER:
            self.finish()

    def finish(self) -> None:
        """A profile, the kernel and the lake over what waits. Raises as `take`, then for the input by itself."""
        waiting, self._waiting = self._waiting, []
        try:
            self._together([event for events in waiting for event in events])
        except Exception:
            for events in waiting:
                self._together(events)
            raise

    def renew(self) -> None:
        """Begin with an empty catalogue, or it would hold every name that was ever made up."""
        self._catalog = self._new_catalog()

    def _new_catalog(self) -> Catalog:
        return Catalog(create_engine("sqlite://"))

    def _resolved(self, event: Event) -> Event:
        return event if event.track is None else structs.replace(event, track_id=self._catalog.resolve(event.track))

    def _together(self, events: list[Event]) -> None:
        if not events:
            return
        plays = [e for e in events if tells_of_a_play(e)]
        listens_of(_WHO, plays, lambda _: "music", self._settings)
        profile = Profile(_WHO, self._settings)
        half = len(events) // 2
        profile.update(events[:half], Offset(1), _ZONE)
        profile.update(events[half:], Offset(2), _ZONE)
        now = datetime.now(_ZONE)
        for name in features():
            profile.read(name, now)
        again = Profile.from_stored(profile.to_stored(), _WHO, self._settings)
        assert again is not None, "the store cannot read the profile back"
        batch = [Batch(Offset(1), _WHO, events)]
        event_rows(batch)
        slate_rows(batch)
        self._catalog.save()
