"""Jellyfin's history: a row of the Playback Reporting plugin, or what its database notes about an item.

The plugin names a song as `Artist - Title (Album)`; the first ` - ` is taken for the border. Its rows carry seconds
played, but not how the play ended: that follows from the length, where it is known.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.ingest import checks
from segue.ingest.dialect import Dialect, Malformed, Raw

_TICKS = 10_000  # in a millisecond
_FORMATS = {"AudioBook": "audiobook"}
_UNKNOWN = "Not Known"


def _text(row: Raw, name: str) -> str:
    found = checks.text(row.get(name), name)
    if found is None:
        raise Malformed(name, "is missing")
    return found


def _moment(row: Raw, name: str) -> datetime | None:
    return None if row.get(name) in (None, "") else checks.moment(row[name], name)


def _named(written: str, kind: str | None) -> TrackRef:
    """`Artist - Title (Album)`; an audiobook has only its title."""
    artist, border, rest = written.partition(" - ")
    if kind == "AudioBook" or not border:
        if kind == "Audio":
            raise Malformed("ItemName", f"must be like `Artist - Title (Album)`, got {checks.show(written)}")
        return TrackRef(title=written, artist=_UNKNOWN, format=_FORMATS.get(kind or ""))
    title, album = rest, None
    if rest.endswith(")"):
        depth = 0
        for at in range(len(rest) - 1, -1, -1):
            depth += (rest[at] == ")") - (rest[at] == "(")
            if depth == 0:
                title, album = rest[:at].rstrip(), rest[at + 1 : -1]
                break
    if not title:
        title, album = rest, None
    return TrackRef(title=title, artist=artist, release=None if album == _UNKNOWN else album)


def _activity(row: Raw) -> Iterator[Event]:
    at = _moment(row, "started_at")
    if at is None:
        raise Malformed("DateCreated", f"{checks.show(row.get('DateCreated'))} is no time")
    written = row.get("PlayDuration")
    if isinstance(written, str) and written.strip().isdecimal():
        written = int(written.strip()[:12])
    seconds = checks.whole(written, "PlayDuration", 0, checks.MAX_POSITION_MS // 1000)
    kind = checks.text(row.get("ItemType"), "ItemType")
    track = _named(_text(row, "ItemName"), kind)
    digest = blake2b("\0".join((track.title or "", track.artist or "")).encode(), digest_size=12).hexdigest()
    extra = {name: row[name] for name in ("PlaybackMethod", "ClientName", "ItemType") if row.get(name)}
    yield Event(
        event_id=f"jellyfin:{int(at.timestamp())}:{digest}",
        kind=EventKind.STOP,
        at=at,
        track=track,
        device=checks.text(row.get("DeviceName"), "DeviceName"),
        extra=checks.kept(extra, ""),
        dialect="jellyfin_export",
        whole=Whole.START,
        played_ms=seconds * 1000 if seconds else None,  # 0: the server went down before it was counted
    )


def _noted(row: Raw) -> Iterator[Event]:
    title, kind = _text(row, "Name"), checks.text(row.get("Type"), "Type")
    names = row.get("Artists")
    artists = [one for name in names if (one := checks.text(name, "Artists"))] if isinstance(names, list) else []
    artist = ", ".join(artists) or checks.text(row.get("AlbumArtist"), "AlbumArtist") or _UNKNOWN
    track = TrackRef(
        title=title, artist=artist, release=checks.text(row.get("Album"), "Album"), format=_FORMATS.get(kind or "")
    )
    digest = blake2b("\0".join((title, artist, track.release or "")).encode(), digest_size=12).hexdigest()
    ticks = checks.whole(row.get("RunTimeTicks"), "RunTimeTicks", 0, checks.MAX_DURATION_MS * _TICKS) or 0
    position = checks.whole(row.get("PlaybackPositionTicks"), "PlaybackPositionTicks", 0, 2**62) or 0
    plays = checks.whole(row.get("plays"), "plays", 0, 10_000_000) or 0
    counted = checks.whole(row.get("PlayCount"), "PlayCount", 0, 10_000_000) or 0
    at = _moment(row, "LastPlayedDate")
    if at is None:
        if plays or row.get("IsFavorite") in (True, 1):
            raise Malformed("LastPlayedDate", "is missing, so nobody knows when this was")
        return

    def event(key: str, what: EventKind, when: datetime = at, **more: Any) -> Event:
        return Event(
            event_id=f"jellyfin:{key}:{digest}", kind=what, at=when, track=track, device="jellyfin",
            duration_ms=ticks // _TICKS or None, dialect="jellyfin_export", **more,
        )  # fmt: skip

    before = _moment(row, "before")
    counted_at = at if before is None else min(at, before - timedelta(hours=1))
    if plays:
        yield event(f"count.{counted}", EventKind.COMPLETE, counted_at, whole=Whole.END, extra={"plays": plays})
    if row.get("IsFavorite") in (True, 1):
        yield event("favourite", EventKind.LIKE)
    if 0 < position // _TICKS <= checks.MAX_POSITION_MS:
        yield event(f"at.{position // _TICKS}", EventKind.BOOKMARK, position_ms=position // _TICKS)


def _parse(row: Raw) -> Iterator[Event]:
    if "ItemName" in row:
        return _activity(row)
    if "Name" in row:
        return _noted(row)
    raise Malformed("ItemName", "is missing: is this a row of Jellyfin's history?")


dialect = Dialect(
    title="Jellyfin's playback history",
    parse=_parse,
    examples=(
        {
            "DateCreated": "2026-03-01 08:15:50.1234567",
            "started_at": "2026-03-01T07:15:30.123456+00:00",
            "ItemId": "b1946ac92492d2347c6235b4d2611184",
            "ItemType": "Audio",
            "ItemName": "Björk - Hyperballad (Post)",
            "PlaybackMethod": "DirectPlay",
            "ClientName": "Finamp",
            "DeviceName": "Pixel 8",
            "PlayDuration": 318,
        },
        {
            "Name": "Hyperballad",
            "Artists": ["Björk"],
            "Album": "Post",
            "Type": "Audio",
            "RunTimeTicks": 3_210_400_000,
            "PlayCount": 12,
            "plays": 7,
            "IsFavorite": True,
            "LastPlayedDate": "2026-02-01T19:00:00+00:00",
        },
        {
            "Name": "Moby-Dick",
            "Artists": ["Herman Melville"],
            "Type": "AudioBook",
            "RunTimeTicks": 871_200_000_000,
            "PlayCount": 0,
            "PlaybackPositionTicks": 18_000_000_000,
            "LastPlayedDate": "2026-02-01T19:00:00+00:00",
        },
    ),
)
