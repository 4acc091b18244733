"""A small shelf, a profile from a few plays, and the situation of a request: no home, no disk."""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from segue.domain.event import Event, EventKind, ListenerId, Offset, TrackId, TrackRef
from segue.domain.slate import Request
from segue.domain.track import Track
from segue.flows.models import cold
from segue.profiles.profile import Profile
from segue.recommend.situation import situation
from segue.settings import Settings

GENRES = ("ambient", "metal", "pop", "folk")
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
LENGTH = 240_000


class Shelf(list):
    def signposts(self):
        return {}


def song(genre: str, i: int) -> Track:
    key = TrackId(str(uuid5(NAMESPACE_URL, f"{genre}/{i}")))
    return Track(key, f"{genre} song {i}", f"{genre} {i % 5}", tags=(genre, f"{genre} {i % 3}"), duration_ms=LENGTH)


SONGS = [song(genre, i) for genre in GENRES for i in range(20)]


def of(genre: str) -> list[Track]:
    return [t for t in SONGS if t.tags[0] == genre]


def served():
    return cold(Shelf(SONGS))


class Person:
    """Plays follow each other; `skips` leave after five seconds, the others are heard to their end."""

    def __init__(self, format_of=lambda track: "music") -> None:
        self.profile = Profile(ListenerId("me"), format_of=format_of)
        self._told = 0

    def plays(self, at: datetime, tracks, skips=(), device="Pixel phone", context=None) -> datetime:
        for track in tracks:
            left = track in skips
            heard = 5_000 if left else LENGTH
            end = at + timedelta(milliseconds=heard)
            told = [(EventKind.PLAY, at, 0), (EventKind.SKIP if left else EventKind.COMPLETE, end, heard)]
            events = [
                Event(
                    f"e{self._told + i}", kind, when, track.id, TrackRef(id=track.id), device, position, LENGTH,
                    context or {},
                )
                for i, (kind, when, position) in enumerate(told)
            ]  # fmt: skip
            self._told += 2
            self.profile.update(events, Offset(self.profile.offset + 1), UTC)
            at = end + timedelta(seconds=20)
        return at

    def asks(self, now: datetime, model=None, settings=None, **fields):
        request = Request(ListenerId("me"), now, **fields)
        return situation(request, self.profile, model or served(), settings or Settings.example())
