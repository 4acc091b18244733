"""Kept: tracks you saved, put on playlists or shared; the latest word of saving counts."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind, TrackId
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

Word = tuple[int, str, bool]  # Unix ms, event id, yes or no
_SAVES = {EventKind.SAVE: True, EventKind.UNSAVE: False}
_SUMS = {
    EventKind.PLAYLIST_ADD: ("listed", 1),
    EventKind.PLAYLIST_REMOVE: ("listed", -1),
    EventKind.SHARE: ("shared", 1),
}


class Kept(Struct):
    saved: dict[TrackId, Word] = field(default_factory=dict)
    listed: dict[TrackId, int] = field(default_factory=dict)  # playlists it was put on, less those it was taken off
    shared: dict[TrackId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keeps:
    saved: dict[TrackId, str]  # the event that says so, the latest first
    listed: dict[TrackId, int]
    shared: dict[TrackId, int]


def update(state: Kept, new: Mark) -> None:
    if new.track is None:
        return
    if new.kind in _SAVES:
        word = (*new.order, _SAVES[new.kind])
        if new.track not in state.saved or state.saved[new.track] < word:
            state.saved[new.track] = word
    elif new.kind in _SUMS:
        name, sign = _SUMS[new.kind]
        counts: dict[TrackId, int] = getattr(state, name)
        counts[new.track] = counts.get(new.track, 0) + sign


def read(state: Kept, now: datetime) -> Keeps:
    latest = sorted(((word, track) for track, word in state.saved.items() if word[2]), reverse=True)
    return Keeps({track: word[1] for word, track in latest}, _positive(state.listed), _positive(state.shared))


def _positive(counts: dict[TrackId, int]) -> dict[TrackId, int]:
    return {track: n for track, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n > 0}


feature = Feature(title="What you keep and pass on", state=Kept, update=update, read=read)
