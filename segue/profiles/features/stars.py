"""Stars: 1 to 5 of them given to a track by hand; 0 takes them back, and the latest word counts."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind, TrackId
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

Word = tuple[int, str, int]  # Unix ms, event id, stars


class Stars(Struct):
    words: dict[TrackId, Word] = field(default_factory=dict)


def update(state: Stars, new: Mark) -> None:
    if new.kind is not EventKind.RATE or new.track is None or new.told is None:
        return
    stars = new.told.get("rating")
    if isinstance(stars, bool) or not isinstance(stars, int | float) or not 0 <= stars <= 5:
        return
    word = (*new.order, round(stars))
    if new.track not in state.words or state.words[new.track] < word:
        state.words[new.track] = word


def read(state: Stars, now: datetime) -> dict[TrackId, int]:
    return {track: stars for track, (_, _, stars) in state.words.items() if stars}


feature = Feature(title="Stars you gave", state=Stars, update=update, read=read)
