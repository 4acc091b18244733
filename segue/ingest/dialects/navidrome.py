"""Navidrome's database: a dated scrobble, or what is noted about a file: plays without dates, star and rating.

`play_count` holds the dated scrobbles too. `plays` is how many of them the reader of the database found to be
beyond what is known (`segue.ingest.exports.navidrome`); they become one event at the time of
the last play, or, where dated plays are known, an hour `before` the first of those.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.ingest import checks
from segue.ingest.dialect import Dialect, Malformed, Raw
from segue.ingest.foreign_time import iso

_FORGOTTEN = frozenset(("0", "", "0001-01-01T00:00:00+00:00"))


def _text(row: Raw, name: str) -> str:
    found = checks.text(row.get(name), name)
    if found is None:
        raise Malformed(name, "is missing")
    return found


def _when(row: Raw, *names: str) -> datetime | None:
    """The first of these times that is one; Go's zero is none."""
    for name in names:
        written = row.get(name)
        if isinstance(written, str) and (told := iso(written)) and told not in _FORGOTTEN:
            when = datetime.fromisoformat(told).astimezone(UTC)
            if when >= checks.EARLIEST:
                return when
    return None


def _length(row: Raw) -> int | None:
    seconds = row.get("duration")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 < seconds < 864_000:
        return None
    return round(seconds * 1000)


def _count(row: Raw, name: str, most: int) -> int:
    return checks.whole(row.get(name), name, 0, most) or 0


def _parse(row: Raw) -> Iterator[Event]:
    title, artist = _text(row, "title"), _text(row, "artist")
    release = checks.text(row.get("album"), "album")
    try:
        mbid = checks.uuid(row.get("mbz_recording_id"), "mbz_recording_id")
    except Malformed:
        mbid = None
    track = TrackRef(title=title, artist=artist, release=release, mbid=mbid)
    digest = blake2b("\0".join((title, artist, release or "")).encode(), digest_size=12).hexdigest()

    def event(key: str, kind: EventKind, at: datetime, **more: object) -> Event:
        return Event(
            event_id=f"navidrome:{key}:{digest}", kind=kind, at=at, track=track, device="navidrome",
            duration_ms=_length(row), dialect="navidrome", **more,  # type: ignore[arg-type]
        )  # fmt: skip

    if "submission_time" in row:
        seconds = checks.whole(row["submission_time"], "submission_time", 946_684_800, 253_000_000_000)
        if seconds is None:
            raise Malformed("submission_time", "is missing")
        when = checks.EPOCH + timedelta(seconds=seconds)
        yield event(str(seconds), EventKind.COMPLETE, when, whole=Whole.EITHER)
        return
    plays, counted = _count(row, "plays", 10_000_000), _count(row, "play_count", 10_000_000)
    rating = _count(row, "rating", 5)
    last = _when(row, "play_date", "created_at")
    before = _when(row, "before")
    if plays and last is not None:
        last = last if before is None else min(last, before - timedelta(hours=1))
        yield event(f"count.{counted}", EventKind.COMPLETE, last, whole=Whole.EITHER, extra={"plays": plays})
    if row.get("starred") in (True, 1):
        at = _when(row, "starred_at", "play_date", "created_at")
        if at is not None:
            yield event(f"star.{int(at.timestamp())}", EventKind.LIKE, at)
    if rating:
        at = _when(row, "rated_at", "play_date", "starred_at", "created_at")
        if at is not None:
            yield event(f"rate.{rating}.{int(at.timestamp())}", EventKind.RATE, at, extra={"rating": rating})


_FILE = {
    "title": "Hyperballad",
    "artist": "Björk",
    "album": "Post",
    "duration": 321.04,
    "mbz_recording_id": "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
    "created_at": "2022-05-01 10:00:00.5+02:00",
}
dialect = Dialect(
    title="Navidrome's database",
    parse=_parse,
    examples=(
        {**_FILE, "submission_time": 1_772_349_330},
        {
            **_FILE,
            "play_count": 41,
            "plays": 29,
            "play_date": "2026-03-01T08:15:30.123456789+01:00",
            "rating": 5,
            "rated_at": "2023-01-02 10:00:00+01:00",
            "starred": 1,
            "starred_at": "2023-01-02 10:00:01+01:00",
        },
    ),
)
