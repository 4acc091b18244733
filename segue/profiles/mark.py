"""Mark: what one event says about a listener and a track, in numbers."""

from datetime import datetime, tzinfo

from msgspec import Struct

from segue.domain.event import Event, EventKind, TrackId

_HEARD_S = 30.0  # a song left later than this, and past its half, was not rejected
_UNKNOWN_SKIP = 0.6  # strength of a skip whose position the player did not tell
_WANTED = {EventKind.LIKE: 1.0, EventKind.SAVE: 0.7, EventKind.PLAYLIST_ADD: 0.7, EventKind.SHARE: 0.5}


class Mark(Struct, frozen=True, array_like=True, gc=False):
    """Sorts by time, then by id. `like` and `skip` are both >= 0; most events have neither."""

    at_ms: int  # Unix time
    event_id: str
    kind: EventKind
    track: TrackId | None
    like: float  # 1 = heard to the end once
    skip: float  # 0-1, how early it was left
    plays: int  # completions this event stands for
    cell: int  # hour of the local week, 0 = Monday 00:00
    position_ms: int | None = None
    device: str | None = None

    @property
    def order(self) -> tuple[int, str]:
        return (self.at_ms, self.event_id)


def mark(event: Event, zone: tzinfo) -> Mark:
    """What `event` says, told in the listener's own week."""
    at = event.at
    local = at.astimezone(zone)
    like, skip, plays = _outcome(event)
    return Mark(
        int(at.timestamp() * 1000),
        event.event_id,
        event.kind,
        event.track_id,
        like,
        skip,
        plays,
        week_cell(local),
        event.position_ms,
        event.device,
    )


def week_cell(local: datetime) -> int:
    """Hour of the week, 0-167, 0 = Monday 00:00."""
    return local.weekday() * 24 + local.hour


def _outcome(event: Event) -> tuple[float, float, int]:
    kind = event.kind
    if kind is EventKind.COMPLETE:
        plays = event.extra.get("plays", 1)
        plays = plays if isinstance(plays, int) and plays > 0 else 1
        return float(plays), 0.0, plays
    if kind is EventKind.SKIP:
        return 0.0, skip_strength(event.position_ms, event.duration_ms), 0
    if kind is EventKind.STOP:
        return _left(event.position_ms, event.duration_ms)
    if kind is EventKind.RATE:
        return _rated(event.extra.get("rating"))
    return _WANTED.get(kind, 0.0), 0.0, 0


def skip_strength(position_ms: int | None, duration_ms: int | None) -> float:
    """0-1: 1 = left at once, 0 = left after the larger of 30 s and half of the track.

    The early skip is the clear one; one in the second half says more about the end of the song, or of the bus
    ride, than about taste.
    """
    if position_ms is None:
        return _UNKNOWN_SKIP
    enough = _HEARD_S
    if duration_ms:
        enough = min(duration_ms / 1000, max(_HEARD_S, duration_ms / 2000))
    return min(1.0, max(0.0, 1.0 - position_ms / 1000 / enough))


def _left(position_ms: int | None, duration_ms: int | None) -> tuple[float, float, int]:
    """A stop is not a skip: whoever switches the music off does not reject the song."""
    if position_ms is not None and duration_ms and position_ms >= duration_ms / 2:
        return 0.5, 0.0, 0
    return 0.0, 0.0, 0


def _rated(rating: object) -> tuple[float, float, int]:
    """Stars, 0-5; 3 says nothing."""
    if not isinstance(rating, int | float) or isinstance(rating, bool):
        return 0.0, 0.0, 0
    return max(0.0, (rating - 3) / 2), max(0.0, min(1.0, (3 - rating) / 2)), 0
