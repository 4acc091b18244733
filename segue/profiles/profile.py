"""Profile: the states of all features of one listener, and the log offset they stand at."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from functools import cache
from typing import Any, NamedTuple

import msgspec

from segue.discovery import discover
from segue.domain.event import Event, ListenerId, Offset, TrackId
from segue.listening.live import tells_of_a_play
from segue.ports import StoredProfile
from segue.profiles.feature import Feature
from segue.profiles.mark import mark, mark_of
from segue.profiles.tail import Heard, Listening, Tail
from segue.settings import Settings


@cache
def features() -> dict[str, Feature]:
    return discover("segue.profiles.features", Feature)


class Profile:
    """One writer at a time: the follower holds it while it updates.

    late: something came in of a time that is settled; the profile is nearly right, and to be rebuilt from the log
    ids: whose events are in it
    """

    __slots__ = ("_listening", "ids", "late", "offset", "states")

    def __init__(
        self,
        listener: ListenerId = ListenerId(""),
        settings: Settings | None = None,
        format_of: Callable[[TrackId], str] = lambda _: "music",
        tail: Tail | None = None,
    ) -> None:
        self.offset = Offset(0)
        self.states: dict[str, Any] = {name: f.state() for name, f in features().items()}
        self.late = False
        self.ids: tuple[ListenerId, ...] = (listener,)
        self._listening = Listening(listener, tail or Tail(), format_of, settings or Settings.example())

    def update(self, events: Iterable[Event], offset: Offset, zone: tzinfo) -> None:
        """Take in one batch of the log; a batch taken in before changes nothing."""
        if offset <= self.offset:
            return
        told = list(events)
        self.take(told, [offset] * len(told), zone)
        self.offset = offset

    def take(self, events: Sequence[Event], offsets: Sequence[Offset], zone: tzinfo) -> None:
        """Take in events, each with the offset of its batch, whatever has been taken in before."""
        told = [(f.update, self.states[name]) for name, f in features().items() if f.update is not None]
        plays, late = _Told([], [], []), _Told([], [], [])
        for event, offset in zip(events, offsets, strict=True):
            said = mark(event, zone, offset)
            for update, state in told:
                update(state, said)
            if tells_of_a_play(event):
                to = late if self._listening.is_late(event, said.at_ms) else plays
                to.events.append(event)
                to.offsets.append(offset)
                to.times_ms.append(said.at_ms)
        if plays.events:
            changed = self._listening.take(*plays)
            self._each("unheard", changed.gone, zone)
            self._each("heard", changed.new, zone)
        if late.events:  # by itself it counts at once; how it fits into what was there, the rebuilding will tell
            self.late = True
            self._each("heard", self._listening.alone(*late), zone)

    def _each(self, what: str, listens: Sequence[Heard], zone: tzinfo) -> None:
        changes = [(change, self.states[name]) for name, f in features().items() if (change := getattr(f, what))]
        for listen, offset in listens:
            said = mark_of(listen, zone, offset)
            for change, state in changes:
                change(state, said, listen)

    def read(self, name: str, now: datetime) -> Any:
        """A feature's value at `now`, which carries the listener's time zone."""
        return features()[name].read(self.states[name], now)

    def to_stored(self) -> StoredProfile:
        body = {"states": self.states, "tail": self._listening.tail, "late": self.late, "ids": self.ids}
        return StoredProfile(self.offset, msgspec.msgpack.encode(body))

    @classmethod
    def from_stored(
        cls,
        stored: StoredProfile,
        listener: ListenerId = ListenerId(""),
        settings: Settings | None = None,
        format_of: Callable[[TrackId], str] = lambda _: "music",
    ) -> "Profile | None":
        """None when it was written by another set of features: it is to be rebuilt from the log."""
        try:
            raw = msgspec.msgpack.decode(stored.body, type=_Stored)
            if raw.states.keys() != features().keys():
                return None
            profile = cls(listener, settings, format_of, raw.tail)
            for name, f in features().items():
                profile.states[name] = msgspec.msgpack.decode(raw.states[name], type=f.state)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        profile.offset, profile.late, profile.ids = stored.offset, raw.late, raw.ids
        return profile


class Glimpse(NamedTuple):
    """Some states of a stored profile, to be looked at only."""

    states: dict[str, Any]
    late: bool
    ids: tuple[ListenerId, ...]


def glimpse(stored: StoredProfile, names: Sequence[str]) -> Glimpse | None:
    """What a stored profile says of these features, for a tenth of reading all of it; None as `from_stored`."""
    try:
        raw = _glimpsed.decode(stored.body)
        if raw.states.keys() != features().keys():
            return None
        return Glimpse({name: _state(name).decode(raw.states[name]) for name in names}, raw.late, raw.ids)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


@cache
def _state(feature: str) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(features()[feature].state)


class _Told(NamedTuple):
    events: list[Event]
    offsets: list[Offset]
    times_ms: list[int]


class _Stored(msgspec.Struct):
    states: dict[str, msgspec.Raw]
    tail: Tail
    late: bool
    ids: tuple[ListenerId, ...]


class _Glimpsed(msgspec.Struct):
    """The same without the tail, which is not decoded then."""

    states: dict[str, msgspec.Raw]
    late: bool
    ids: tuple[ListenerId, ...]


_glimpsed = msgspec.msgpack.Decoder(_Glimpsed)
