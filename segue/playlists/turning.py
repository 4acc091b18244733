"""Turning: what of an issue stays where it is while it plays, and what is over."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from segue.domain.event import EventKind, TrackId
from segue.domain.playlist import Playlist
from segue.domain.slate import SlateTrack
from segue.profiles.mark import Mark
from segue.recommend.serving import ServingModel

VISIBLE = 3
"""Tracks after the one that plays, which a listener sees: they stay, unless what was skipped is like them."""
_ENDED = frozenset({EventKind.SKIP, EventKind.BAN, EventKind.COMPLETE, EventKind.STOP})
_LEFT = frozenset({EventKind.SKIP, EventKind.BAN})
_TURNING = _ENDED | {
    EventKind.LIKE, EventKind.UNLIKE, EventKind.UNBAN, EventKind.RATE, EventKind.SAVE, EventKind.UNSAVE,
    EventKind.FOLLOW, EventKind.UNFOLLOW,
}  # fmt: skip
_ALIKE = 0.35  # product in the item space


class Turn(NamedTuple):
    """first: what stays at the head, in this order; over: what does not come any more"""

    first: tuple[SlateTrack, ...]
    over: frozenset[TrackId | None]


def turn(
    held: Playlist,
    recent: Sequence[Mark],
    model: ServingModel,
    playing: TrackId | None,
    visible: int,
    banned: Collection[TrackId] = (),
) -> Turn | None:
    """None: nothing has come since it was made or turned that moves anything. recent: marks, oldest first."""
    news = [m for m in recent if m.kind in _TURNING and m.offset > held.heard]
    if not news:
        return None
    since = held.made.timestamp() * 1000
    over = {m.track for m in recent if m.kind in _ENDED and m.track is not None and m.at_ms >= since}
    skipped = [m.track for m in news[-3:] if m.kind in _LEFT]
    ids = [track.id for track in held.tracks]
    at = ids.index(playing) if playing in ids else max((ids.index(t) for t in over if t in ids), default=-1)
    head = [t for t in held.tracks[: at + 1] if t.id not in over or t.id == playing]
    shown = held.tracks[at + 1 : at + 1 + visible]
    seen = [t for t in shown if t.id not in over and t.id not in banned and not _like(model, t.id, skipped)]
    return Turn((*head, *seen), frozenset(over))


def carried(before: Playlist, playing: TrackId, visible: int) -> tuple[SlateTrack, ...]:
    """What plays, and what is seen after it, of an issue in whose place another one has come."""
    ids = [track.id for track in before.tracks]
    if playing not in ids:
        return ()
    at = ids.index(playing)
    return before.tracks[at : at + 1 + visible]


def left(held: Playlist, recent: Sequence[Mark]) -> bool:
    """Whether something in it was skipped since it was made."""
    since, ids = held.made.timestamp() * 1000, {track.id for track in held.tracks}
    return any(m.kind in _LEFT and m.at_ms >= since and m.track in ids for m in recent)


def _like(model: ServingModel, track: TrackId, skipped: Sequence[TrackId | None]) -> bool:
    rows = [row for t in skipped if t is not None and (row := model.row_of.get(t)) is not None]
    row = model.row_of.get(track)
    return row is not None and bool(rows) and float((model.space[rows] @ model.space[row]).max()) >= _ALIKE
