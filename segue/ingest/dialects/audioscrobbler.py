"""AudioScrobbler 1.2 submissions (https://www.last.fm/api/submissions), as older players still send them.

A message is one track of a submission, its one-letter parameters without their index, `r` of all that were sent.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import structs

from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.ingest import checks, scrobble
from segue.ingest.dialect import Dialect, Raw

_USED = frozenset({"a", "t", "b", "l", "m", "i", "o", "r", "s"})
_SOURCES = {"R": "broadcast", "E": "recommendation", "L": "lastfm", "U": "unknown"}  # P: chosen by the listener
_RATINGS = {"L": EventKind.LIKE, "B": EventKind.BAN}


def playing(message: Raw, received_at: datetime) -> Event:
    """A now-playing notice, which carries no time. Raises Malformed."""
    track = _track(message)
    return Event(
        event_id=f"asnow:{int(received_at.timestamp()) // 60}:{scrobble.digest(track)}",
        kind=EventKind.PLAY,
        at=received_at,
        track=track,
        duration_ms=scrobble.length_ms(message, "l"),
        extra=scrobble.rest(message, _USED),
        dialect="audioscrobbler",
    )


def parse(message: Raw) -> Iterator[Event]:
    """The play, and what the listener said of it. Raises Malformed."""
    track, at = _track(message), scrobble.told_at(message, "i")
    rating = (checks.text(message.get("r"), "r", 1) or "").upper()
    source = _SOURCES.get((checks.text(message.get("o"), "o") or "")[:1].upper())
    play = Event(
        event_id=f"as:{int(at.timestamp())}:{scrobble.digest(track)}",
        kind=EventKind.SKIP if rating == "S" else EventKind.COMPLETE,
        at=at,
        track=track,
        duration_ms=scrobble.length_ms(message, "l"),
        context={"chosen_by_listener": False, "source": source} if source else {},
        extra=scrobble.rest(message, _USED),
        dialect="audioscrobbler",
        whole=Whole.EITHER,
    )
    yield play
    if said := _RATINGS.get(rating):
        yield structs.replace(
            play, event_id=f"{play.event_id}:{rating}", kind=said, whole=None, context={}, extra={}, duration_ms=None
        )


def _track(message: Raw) -> TrackRef:
    return scrobble.track(message, "t", "a", "b", "m")


dialect = Dialect(
    title="AudioScrobbler submissions",
    parse=parse,
    examples=(
        {
            "a": "Björk",
            "t": "Hyperballad",
            "i": "1772349330",
            "o": "P",
            "r": "L",
            "l": "321",
            "b": "Post",
            "n": "2",
            "m": "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
        },
        {"a": "선우정아", "t": "봄 설레임", "i": "1772349700", "o": "E", "r": "", "l": "", "b": "", "n": "", "m": ""},
    ),
)
