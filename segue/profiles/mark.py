"""Mark: what one event, or one listen, says about a listener and a track, in numbers."""

from datetime import datetime, tzinfo
from typing import Any

from msgspec import Struct

from segue.domain.event import Event, EventKind, Offset, TrackId
from segue.domain.listen import HEARD_OUT, Listen
from segue.domain.shown import DIALECT
from segue.listening.live import unix_ms

_WORDS = frozenset(
    {
        EventKind.QUEUE, EventKind.BOOKMARK, EventKind.RATE, EventKind.COMMENT, EventKind.SEARCH, EventKind.SELECT,
        EventKind.SHARE, EventKind.FOLLOW, EventKind.UNFOLLOW, EventKind.BAN, EventKind.UNBAN,
    }
)  # fmt: skip
_WANTED = {EventKind.LIKE: 1.0, EventKind.SAVE: 0.7, EventKind.PLAYLIST_ADD: 0.7, EventKind.SHARE: 0.5}
_GRAIN = 2.0**20  # weights are whole multiples of 2^-20: sums of them are exact, so what is taken back is gone


class Mark(Struct, frozen=True, array_like=True, gc=False):
    """Sorts by time, then by id. `like` and `skip` are both >= 0; most events have neither."""

    at_ms: int  # Unix time; of a listen: its end
    event_id: str  # of a listen: the event that ended it, or opened it
    kind: EventKind  # of a listen: complete, skip, stop, or play while it has no end
    track: TrackId | None
    like: float  # 1 = heard to the end once
    skip: float  # 0-1, how early it was left
    plays: int  # completions this stands for
    cell: int  # hour of the local week, 0 = Monday 00:00
    position_ms: int | None = None
    device: str | None = None
    told: dict[str, Any] | None = None  # the event's `extra`, of the kinds whose meaning stands there
    weight: float = 1.0  # how much of an outcome it is: less in a chain of skips, or asleep
    offset: Offset = Offset(0)  # of the latest batch that told of it
    start_ms: int = 0  # of a listen: Unix time of its beginning

    @property
    def order(self) -> tuple[int, str]:
        return (self.at_ms, self.event_id)


def mark(event: Event, zone: tzinfo, offset: Offset = Offset(0)) -> Mark:
    """What `event` says by itself; moments of plays say nothing before they are a listen."""
    local = event.at.astimezone(zone)
    like, skip = _rated(event.extra.get("rating")) if event.kind is EventKind.RATE else (_WANTED.get(event.kind, 0), 0)
    return Mark(
        unix_ms(event.at),
        event.event_id,
        event.kind,
        event.track_id,
        _exact(like),
        _exact(skip),
        0,
        week_cell(local),
        event.position_ms,
        event.device,
        event.extra if event.kind in _WORDS or _is_ours(event) else None,
        1.0,
        offset,
    )


def mark_of(listen: Listen, zone: tzinfo, offset: Offset = Offset(0)) -> Mark:
    """What a listen says."""
    done = listen.outcome in HEARD_OUT
    kind = EventKind.PLAY
    if listen.outcome == "skipped" or listen.skip:
        kind = EventKind.SKIP
    elif listen.reason_end is not None:
        kind = EventKind.COMPLETE if done else EventKind.STOP
    return Mark(
        unix_ms(listen.end),
        listen.end_id or listen.id,
        kind,
        listen.track_id,
        _exact(listen.like),
        _exact(listen.skip),
        listen.plays if done else 0,
        week_cell(listen.end.astimezone(zone)),
        listen.position_ms,
        listen.device,
        None,
        _exact(listen.weight),
        offset,
        unix_ms(listen.start),
    )


def _is_ours(event: Event) -> bool:
    return event.kind is EventKind.IMPRESSION and event.dialect == DIALECT


def week_cell(local: datetime) -> int:
    """Hour of the week, 0-167, 0 = Monday 00:00."""
    return local.weekday() * 24 + local.hour


def _exact(weight: float) -> float:
    return round(weight * _GRAIN) / _GRAIN if weight % 1 else weight


def _rated(rating: object) -> tuple[float, float]:
    """Stars, 0-5; 3 says nothing."""
    if not isinstance(rating, int | float) or isinstance(rating, bool):
        return 0.0, 0.0
    return max(0.0, (rating - 3) / 2), max(0.0, min(1.0, (3 - rating) / 2))
