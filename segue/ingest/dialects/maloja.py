"""Maloja: one scrobble as `maloja export` and its API give it. `time` is the start of the play, in seconds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.ingest import checks
from segue.ingest.dialect import Dialect, Malformed, Raw

_EARLIEST = datetime(2002, 10, 1, tzinfo=UTC)  # nobody scrobbled before


def _object(value: object, field: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed(field, "is missing" if value is None else f"must be an object, got {checks.show(value)}")
    return value


def _artists(value: object) -> str:
    """Several are joined as they would stand on a sleeve."""
    names = value if isinstance(value, list) else [value]
    found = [name for one in names if (name := checks.text(one, "track.artists"))]
    if not found:
        raise Malformed("track.artists", "is missing")
    return ", ".join(found)


def _ms(value: object) -> int | None:
    """Seconds; null and nonsense are unknown."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return round(value * 1000) if 0 < value <= checks.MAX_DURATION_MS / 1000 else None


def _at(value: object) -> datetime:
    if type(value) is not int or not 0 <= value <= 253_000_000_000:
        raise Malformed("time", f"must be whole seconds since 1970, got {checks.show(value)}")
    when = checks.EPOCH + timedelta(seconds=value)
    if when < _EARLIEST:
        raise Malformed("time", f"{value} is before 2002-10-01")
    if when > checks.LATEST:
        raise Malformed("time", f"{value} is in the far future: are these milliseconds?")
    return when


def _parse(message: Raw) -> Iterator[Event]:
    at = _at(message.get("time"))
    track = _object(message.get("track"), "track")
    title, artist = checks.text(track.get("title"), "track.title"), _artists(track.get("artists"))
    if title is None:
        raise Malformed("track.title", "is missing")
    album = track.get("album")
    release = (
        checks.text(album.get("albumtitle") or album.get("name"), "track.album") if isinstance(album, dict) else None
    )
    digest = blake2b("\0".join((title, artist)).encode(), digest_size=12).hexdigest()
    origin = checks.text(message.get("origin"), "origin")
    played = _ms(message.get("duration"))
    yield Event(
        event_id=f"maloja:{int(at.timestamp())}:{digest}",
        kind=EventKind.COMPLETE,
        at=at,
        track=TrackRef(title=title, artist=artist, release=release),
        duration_ms=_ms(track.get("length")),
        extra={"origin": origin} if origin else {},
        dialect="maloja",
        whole=Whole.START,
        played_ms=None if played is None else min(played, checks.MAX_POSITION_MS),
    )


dialect = Dialect(
    title="Maloja scrobbles",
    parse=_parse,
    examples=(
        {
            "time": 1_709_324_130,
            "track": {
                "artists": ["Björk"],
                "title": "Hyperballad",
                "album": {"artists": ["Björk"], "albumtitle": "Post"},
                "length": 321,
            },
            "duration": 300,
            "origin": "client:navidrome",
        },
        {
            "time": 1_709_324_530,
            "track": {"artists": ["선우정아", "아이유"], "title": "봄 설레임", "album": None, "length": None},
            "duration": None,
            "origin": "import:lastfm",
        },
    ),
)
