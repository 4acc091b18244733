"""The books: what the files of a home hold, against what the clients were promised."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from segue.adapters.embedded.event_log import SqliteEventLog
from segue.adapters.embedded.feature_store import SqliteFeatureStore
from segue.domain.event import ListenerId, Offset
from segue.flows.in_order import in_order
from segue.profiles.profile import Profile
from segue.settings import Settings

_UTC = ZoneInfo("UTC")
_NOTHING = Offset(0)


@dataclass(slots=True)
class Audit:
    """Reads a home's log on and on, from where it stood, and keeps count."""

    home: Path
    seen: dict[ListenerId, set[str]] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    logged: int = 0
    tracks: set[str] = field(default_factory=set)
    offset: Offset = _NOTHING

    def read_on(self) -> None:
        """Take in what the log holds beyond the last call, into ids, profiles and tracks."""
        log = SqliteEventLog(self.home / "log.db")
        try:
            while batches := log.read(self.offset, 256):
                for batch in batches:
                    seen = self.seen.setdefault(batch.listener, set())
                    for event in batch.events:
                        if event.event_id in seen:
                            self.doubled.append(event.event_id)
                        seen.add(event.event_id)
                    self.logged += len(batch.events)
                    self.tracks.update(e.track_id for e in batch.events if e.track_id is not None)
                    self.offset = batch.offset
        finally:
            log.close()

    def lost(self, listener: ListenerId, acknowledged: set[str]) -> set[str]:
        return acknowledged - self.seen.get(listener, set())

    def unknown(self, listener: ListenerId, sent: set[str]) -> set[str]:
        """Ids in the log that nobody sent; what was shown is Segue's own."""
        return {i for i in self.seen.get(listener, set()) - sent if not i.startswith("shown:")}

    def unlike(self) -> list[ListenerId]:
        """Listeners whose stored profile is not the one that the log makes; the consumer has caught up."""
        store = SqliteFeatureStore(self.home / "state.db")
        log = SqliteEventLog(self.home / "log.db")
        try:
            return [who for who in self.seen if not same(store.read(who), self._made(log, who))]
        finally:
            store.close()
            log.close()

    def _made(self, log: SqliteEventLog, listener: ListenerId) -> Profile:
        """From everything at once, in order of time."""
        profile = Profile(listener, Settings(home=self.home))
        for events, offsets in in_order(log, (listener,), self.offset):
            profile.take(events, offsets, _UTC)
        return profile

    def consumed(self) -> Offset:
        store = SqliteFeatureStore(self.home / "state.db")
        try:
            return store.consumed()
        finally:
            store.close()

    def unlisted(self) -> set[str]:
        """Tracks of the log that the catalogue on disk does not have."""
        return self.tracks - _tracks(self.home / "segue.db")


def same(stored: Any, made: Profile) -> bool:
    """Equal states, as they are written to disk."""
    if stored is None:
        return False
    held, fresh = (msgspec.msgpack.decode(one.body) for one in (stored, made.to_stored()))
    return bool(held["states"] == fresh["states"])


def listener_ids(home: Path) -> dict[str, ListenerId]:
    with closing(sqlite3.connect(home / "segue.db")) as db:
        return {name: ListenerId(who) for who, name in db.execute("select id, name from listener")}


def sound(home: Path) -> Iterable[str]:
    """What SQLite itself finds wrong with the files."""
    for file in ("log.db", "state.db", "segue.db"):
        with closing(sqlite3.connect(home / file)) as db:
            for (line,) in db.execute("pragma integrity_check"):
                if line != "ok":
                    yield f"{file}: {line}"


def _tracks(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {row[0] for row in db.execute("select id from track")}
