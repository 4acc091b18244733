"""The play queue as a player saved it last, so that another player goes on where it stopped."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark


class PlayQueue(Struct):
    at_ms: int = 0  # Unix time; 0 = none was saved
    event_id: str = ""
    tracks: list[str] = field(default_factory=list)  # ids as the player has them
    index: int | None = None  # of the current one
    position_ms: int | None = None
    by: str | None = None  # the player


def update(state: PlayQueue, new: Mark) -> None:
    if new.kind is not EventKind.QUEUE or new.told is None or new.order < (state.at_ms, state.event_id):
        return
    tracks, index, by = new.told.get("tracks"), new.told.get("index"), new.told.get("by")
    if not isinstance(tracks, list):
        return
    state.at_ms, state.event_id = new.order
    state.tracks = [track for track in tracks if isinstance(track, str)]
    state.index = index if isinstance(index, int) and 0 <= index < len(state.tracks) else None
    state.position_ms = new.position_ms
    state.by = by if isinstance(by, str) else new.device


def read(state: PlayQueue, now: datetime) -> PlayQueue | None:
    """None when there is none, or an empty one was saved: that clears it."""
    return state if state.tracks else None


feature = Feature(title="Your play queue", state=PlayQueue, update=update, read=read)
