"""Last.fm scrobbles as the common export tools write them: rows of tables, tracks of its API.

Names of columns are taken in any case, and the time under any name the tools have for it: seconds or milliseconds
since 1970, ISO 8601, or `01 Mar 2024, 20:15`, which Last.fm writes in UTC. Some tools write only the minute, so the
minute, not the second, is in the id: two tools' files of one history add nothing twice.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.ingest import checks
from segue.ingest.dialect import Dialect, Malformed, Raw
from segue.ingest.foreign_time import iso

_EARLIEST = datetime(2002, 10, 1, tzinfo=UTC)  # nobody scrobbled before
_TITLE = ("track", "name", "title", "track name", "track_name", "song")
_ARTIST = ("artist", "artist name", "artist_name")
_RELEASE = ("album", "album name", "album_name", "release")
_MBID = ("track_mbid", "track mbid", "recording_mbid", "mbid")
_TIME = ("uts", "unixtime", "timestamp", "date", "iso time", "time", "datetime", "utc_time")
_KEPT = ("loved", "application", "source")


def _first(row: Raw, names: tuple[str, ...]) -> tuple[str, Any]:
    """The first of the columns that holds something, and what; API tracks hold objects."""
    for name in names:
        value = row.get(name)
        if isinstance(value, dict):
            value = value.get("uts") or value.get("#text") or value.get("name")
        if value not in (None, ""):
            return name, value
    return names[0], None


def _text(row: Raw, names: tuple[str, ...], *, needed: bool = False) -> str | None:
    name, value = _first(row, names)
    found = checks.text(value, name)
    if needed and found is None:
        raise Malformed(name, "is missing")
    return found


def _at(row: Raw) -> datetime:
    name, value = _first(row, _TIME)
    if value is None:
        raise Malformed(name, "is missing: no time of the scrobble")
    if isinstance(value, str) and value.strip().isdecimal() and value.isascii():
        value = int(value.strip()[:20])
    if type(value) is int:
        seconds = value / 1000 if 99_999_999_999 < value < 10**18 else value  # milliseconds from lastfmstats.com
        if not 0 <= seconds <= 253_000_000_000:
            raise Malformed(name, f"must be seconds or milliseconds since 1970, got {checks.show(value)}")
        when = checks.EPOCH + timedelta(seconds=seconds)
    else:
        written = iso(value) if isinstance(value, str) else None
        if written is None:
            raise Malformed(name, f"{checks.show(value)} is no time: want seconds since 1970, or 01 Mar 2024, 20:15")
        when = datetime.fromisoformat(written)
    if when < _EARLIEST:
        raise Malformed(name, f"{checks.show(value)} is before 2002-10-01, when nobody scrobbled")
    return when


def _parse(message: Raw) -> Iterator[Event]:
    row = {str(key).strip().lower().split("#")[0]: value for key, value in message.items()}
    at = _at(row)
    title, artist = _text(row, _TITLE, needed=True), _text(row, _ARTIST, needed=True)
    try:
        mbid = checks.uuid(_first(row, _MBID)[1], "mbid")
    except Malformed:
        mbid = None  # a bad MBID costs itself, not the scrobble
    digest = blake2b("\0".join((title or "", artist or "")).encode(), digest_size=12).hexdigest()
    extra = {name: row[name] for name in _KEPT if row.get(name) not in (None, "", "0")}
    yield Event(
        event_id=f"lastfm:{int(at.timestamp()) // 60}:{digest}",
        kind=EventKind.COMPLETE,
        at=at,
        track=TrackRef(title=title, artist=artist, release=_text(row, _RELEASE), mbid=mbid),
        extra=checks.kept(extra, ""),
        dialect="lastfm_export",
        whole=Whole.EITHER,
    )


dialect = Dialect(
    title="Last.fm scrobbles of export tools",
    parse=_parse,
    examples=(
        {
            "uts": "1709324130",
            "utc_time": "01 Mar 2024, 20:15",
            "artist": "Björk",
            "artist_mbid": "87c5dedd-371d-4a53-9f7f-80522fb7f3cb",
            "album": "Post",
            "album_mbid": "",
            "track": "Hyperballad",
            "track_mbid": "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
        },
        {"artist": "Björk", "album": "Post", "albumid": "", "track": "Army of Me", "date#someone": "1709324430000"},
        {"artist": "선우정아", "album": "Serenade", "track": "봄 설레임", "date": "01 Mar 2024, 20:25"},
        {
            "artist": {"mbid": "", "#text": "Radiohead"},
            "album": {"mbid": "", "#text": "The Bends"},
            "name": "Just",
            "mbid": "",
            "loved": "1",
            "date": {"uts": "1709325000", "#text": "01 Mar 2024, 20:30"},
        },
    ),
)
