"""Bookmarks: places in long tracks to go on from; the latest word on a track counts."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind, TrackId
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark


class Bookmark(Struct, array_like=True):
    """One word on one track."""

    at_ms: int  # Unix time
    event_id: str
    position_ms: int | None  # None: it was taken away
    comment: str | None = None


class Bookmarks(Struct):
    words: dict[TrackId, Bookmark] = field(default_factory=dict)


def update(state: Bookmarks, new: Mark) -> None:
    if new.kind is not EventKind.BOOKMARK or new.track is None:
        return
    before = state.words.get(new.track)
    if before is not None and new.order < (before.at_ms, before.event_id):
        return
    told = new.told or {}
    comment = told.get("comment")
    place = None if told.get("removed") is True else new.position_ms
    state.words[new.track] = Bookmark(*new.order, place, comment if isinstance(comment, str) else None)


def read(state: Bookmarks, now: datetime) -> dict[TrackId, Bookmark]:
    """Those that are set, the latest first."""
    words = sorted(state.words.items(), key=lambda item: (-item[1].at_ms, item[0]))
    return {track: word for track, word in words if word.position_ms is not None}


feature = Feature(title="Your bookmarks", state=Bookmarks, update=update, read=read)
