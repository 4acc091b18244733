"""Profile: the states of all features of one listener, and the log offset they stand at."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import cache
from typing import Any

import msgspec

from segue.discovery import discover
from segue.domain.event import Event, Offset
from segue.ports import StoredProfile
from segue.profiles.feature import Feature
from segue.profiles.mark import mark


@cache
def features() -> dict[str, Feature]:
    return discover("segue.profiles.features", Feature)


class Profile:
    """One writer at a time: the follower holds it while it updates."""

    __slots__ = ("offset", "states")

    def __init__(self) -> None:
        self.offset = Offset(0)
        self.states: dict[str, Any] = {name: f.state() for name, f in features().items()}

    def update(self, events: Iterable[Event], offset: Offset, zone: tzinfo) -> None:
        """Take in one batch of the log; a batch taken in before changes nothing."""
        if offset <= self.offset:
            return
        updates = [(f.update, self.states[name]) for name, f in features().items()]
        for event in events:
            said = mark(event, zone)
            for update, state in updates:
                update(state, said)
        self.offset = offset

    def read(self, name: str, now: datetime) -> Any:
        """A feature's value at `now`, which carries the listener's time zone."""
        return features()[name].read(self.states[name], now)

    def to_stored(self) -> StoredProfile:
        return StoredProfile(self.offset, msgspec.msgpack.encode(self.states))

    @classmethod
    def from_stored(cls, stored: StoredProfile) -> "Profile | None":
        """None when it was written by another set of features: it is to be rebuilt from the log."""
        profile = cls()
        try:
            raw = msgspec.msgpack.decode(stored.body, type=dict[str, msgspec.Raw])
            if raw.keys() != features().keys():
                return None
            for name, f in features().items():
                profile.states[name] = msgspec.msgpack.decode(raw[name], type=f.state)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        profile.offset = stored.offset
        return profile
