"""Which fact is told, in which words: what is worth most and has not been told, never the same twice in a session."""

import threading
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.playlists.dj.fact import Fact
from segue.playlists.dj.wording import Told, told, ways
from segue.recommend.chance import seed_of

_SAME_KIND = 0.3  # less worth each time it was among the last
_LAST = 4  # kinds
_DRAWN = 0.15  # of the worth is chance
_OF_ARTIST = frozenset({"new_artist", "artist_tracks", "artist_other"})
_TWO_FROM = 0.75  # as talkative as this, it may say two things


@dataclass
class Session:
    """What was given and said. owed: lines that are due, 1 = one; it begins with one."""

    key: str
    given: list[TrackId] = field(default_factory=list)
    artists: set[str] = field(default_factory=set)
    last: Track | None = None
    texts: set[str] = field(default_factory=set)
    told: set[tuple[str, str]] = field(default_factory=set)
    uses: Counter[tuple[str, int]] = field(default_factory=Counter)
    kinds: deque[str] = field(default_factory=lambda: deque(maxlen=_LAST))
    owed: float = 1.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def due(self, talk: float) -> bool:
        """Whether something is to be said before the next track; talk: 0 = never, 1 = before every one."""
        return talk > 0 and self.owed >= 1 - 1e-9

    def goes_on(self, track: Track, talk: float, said: Iterable[Told]) -> None:
        spoke = False
        for one in said:
            spoke = True
            self.texts.add(one.text)
            self.told.add(_about(one.fact))
            self.uses[one.fact.kind, one.way] += 1
            self.kinds.append(one.fact.kind)
        self.owed = min(1.0, (self.owed - spoke) + talk)
        self.given.append(track.id)
        self.artists.add(track.artist)
        self.last = track


def chosen(facts: Iterable[Fact], session: Session, talk: float, lang: str, now: datetime) -> list[Told]:
    """What is said now, one sentence or two; nothing, where all that is known was told."""
    ordered = sorted(facts, key=lambda fact: -_worth(fact, session))
    found: list[Told] = []
    groups: set[str] = set()
    for fact in ordered:
        if fact.group in groups or _about(fact) in session.told or _outdated(fact, session):
            continue
        said = _newly(fact, session, lang, now)
        if said is None:
            continue
        found.append(said)
        groups.add(fact.group)
        if len(found) == (2 if talk >= _TWO_FROM else 1):
            break
    return found


def _newly(fact: Fact, session: Session, lang: str, now: datetime) -> Told | None:
    """In the way that was used least, and in words that were not said yet."""

    def used(way: int) -> tuple[int, int]:
        return session.uses[fact.kind, way], seed_of("dj", session.key, fact.kind, str(way), str(len(session.given)))

    for way in sorted(ways(lang, fact), key=used):
        said = told(lang, fact, way, now)
        if said.text not in session.texts:
            return said
    return None


def _worth(fact: Fact, session: Session) -> float:
    chance = seed_of("dj", session.key, str(len(session.given)), fact.kind) / 2**64
    return fact.weight - _SAME_KIND * session.kinds.count(fact.kind) + _DRAWN * chance


def _about(fact: Fact) -> tuple[str, str]:
    track: Track = fact.values["track"]
    return fact.kind, track.artist if fact.kind in _OF_ARTIST else track.id


def _outdated(fact: Fact, session: Session) -> bool:
    """Not true any more, though the log has not heard of it yet."""
    track: Track = fact.values["track"]
    if fact.kind == "new_artist":
        return track.artist in session.artists
    return fact.kind == "new_track" and track.id in session.given
