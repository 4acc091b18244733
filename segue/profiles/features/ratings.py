"""Ratings: tracks liked and banned by hand; the latest word counts."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind, TrackId
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

Word = tuple[int, str, bool]  # Unix ms, event id, yes or no
_SAID = {
    EventKind.LIKE: ("likes", True),
    EventKind.UNLIKE: ("likes", False),
    EventKind.BAN: ("bans", True),
    EventKind.UNBAN: ("bans", False),
}


class Ratings(Struct):
    likes: dict[TrackId, Word] = field(default_factory=dict)
    bans: dict[TrackId, Word] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rated:
    """Track -> the event that says so."""

    liked: dict[TrackId, str]
    banned: dict[TrackId, str]


def update(state: Ratings, new: Mark) -> None:
    said = _SAID.get(new.kind)
    if said is None or new.track is None:
        return
    words: dict[TrackId, Word] = getattr(state, said[0])
    word = (new.at_ms, new.event_id, said[1])
    if new.track not in words or words[new.track] < word:
        words[new.track] = word


def read(state: Ratings, now: datetime) -> Rated:
    return Rated(
        {track: event for track, (_, event, yes) in state.likes.items() if yes},
        {track: event for track, (_, event, yes) in state.bans.items() if yes},
    )


feature = Feature(title="What you like and what you banned", state=Ratings, update=update, read=read)
