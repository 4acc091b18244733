"""Spotify: one row of the "extended streaming history" a person can download of themselves.

Fields as in the ReadMeFirst document of the download. `ts` is the END of a play. User names, addresses and
places are dropped on purpose: nobody needs them for a recommendation.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.ingest import checks
from segue.ingest.dialect import Dialect, Malformed, Raw

SHORT_PLAY_MS = 30_000  # shorter and left for another track: a skip
_LONGEST_KEPT = 256  # characters of a platform
_OLD_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?: UTC)?")
_PRIVATE = frozenset(
    (
        "username",
        "user_agent",
        "user_agent_decrypted",
        "ip_addr",
        "ip_addr_decrypted",
        "city",
        "region",
        "metro_code",
        "latitude",
        "longitude",
        "device_id",
    )
)
_USED = frozenset(
    (
        "ts",
        "platform",
        "ms_played",
        "reason_start",
        "reason_end",
        "shuffle",
        "master_metadata_track_name",
        "master_metadata_album_artist_name",
        "master_metadata_album_album_name",
        "spotify_track_uri",
        "episode_name",
        "episode_show_name",
        "spotify_episode_uri",
        "audiobook_title",
        "audiobook_uri",
        "audiobook_chapter_uri",
        "audiobook_chapter_title",
    )
)


def _track(row: Raw) -> TrackRef:
    def text(name: str) -> str | None:
        return checks.text(row.get(name), name)

    uri, title = text("spotify_track_uri"), text("master_metadata_track_name")
    artist, release = text("master_metadata_album_artist_name"), text("master_metadata_album_album_name")
    if uri or (title and artist):
        return TrackRef(title=title, artist=artist, release=release, uri=uri)
    uri, title, show = text("spotify_episode_uri"), text("episode_name"), text("episode_show_name")
    if uri or (title and show):
        return TrackRef(title=title, artist=show, uri=uri, format="podcast")
    uri = text("audiobook_chapter_uri") or text("audiobook_uri")
    book = text("audiobook_title")
    if uri or book:
        title = text("audiobook_chapter_title") or book
        return TrackRef(title=title, artist=book, release=book, uri=uri, format="audiobook")
    raise Malformed("spotify_track_uri", "the row names no track, episode or audiobook; Spotify left them empty")


def _kind(row: Raw, ms_played: int) -> EventKind:
    ended = row.get("reason_end")
    if ended == "trackdone":
        return EventKind.COMPLETE
    if row.get("skipped") in (True, 1) or ended in ("fwdbtn", "backbtn"):
        return EventKind.SKIP
    if ended == "endplay" and ms_played < SHORT_PLAY_MS:
        return EventKind.SKIP
    return EventKind.STOP


def _check_form(row: Raw) -> None:
    if "msPlayed" in row and "ms_played" not in row:
        raise Malformed("", "this is the short account-data export; ask Spotify for the *extended streaming history*")
    for name in ("ts", "ms_played"):
        if row.get(name) is None:
            raise Malformed(name, "is missing: is this a row of the extended streaming history?")


def _parse(row: Raw) -> Iterator[Event]:
    _check_form(row)
    ts = row["ts"]
    if isinstance(ts, str) and (old := _OLD_TIME.fullmatch(ts)):
        ts = f"{old[1]}T{old[2]}Z"
    if not isinstance(ts, str):
        raise Malformed("ts", f"must be text like 2024-03-01T08:15:30Z, got {checks.show(ts)}")
    at = checks.moment(ts, "ts")
    ms_played = checks.whole(row["ms_played"], "ms_played", 0, checks.MAX_POSITION_MS)
    assert ms_played is not None
    track = _track(row)
    extra: dict[str, Any] = {k: v for k, v in row.items() if v is not None and k not in _USED and k not in _PRIVATE}
    shuffle = row.get("shuffle")
    named = "\0".join((track.uri or "", track.title or "", track.artist or "", str(ms_played)))
    digest = blake2b(named.encode(), digest_size=12).hexdigest()
    yield Event(
        event_id=f"spotify:{int(at.timestamp())}:{digest}",
        kind=_kind(row, ms_played),
        at=at,
        track=track,
        device=checks.text(row.get("platform"), "platform", _LONGEST_KEPT),
        position_ms=ms_played,
        context={"shuffle": shuffle} if isinstance(shuffle, bool) else {},
        extra=checks.kept(extra, ""),
        dialect="spotify",
        whole=Whole.END,
        played_ms=ms_played,
        reason_start=checks.text(row.get("reason_start"), "reason_start", checks.MAX_REASON),
        reason_end=checks.text(row.get("reason_end"), "reason_end", checks.MAX_REASON),
    )


_SONG: dict[str, Any] = {
    "ts": "2024-03-01T08:15:30Z",
    "platform": "android",
    "ms_played": 11_400,
    "conn_country": "DE",
    "master_metadata_track_name": "Hyperballad",
    "master_metadata_album_artist_name": "Björk",
    "master_metadata_album_album_name": "Post",
    "spotify_track_uri": "spotify:track:2P59PhfRT9yKAOsOTYgKGN",
    "episode_name": None,
    "episode_show_name": None,
    "spotify_episode_uri": None,
    "reason_start": "trackdone",
    "reason_end": "fwdbtn",
    "shuffle": True,
    "skipped": True,
    "offline": False,
    "offline_timestamp": 1_709_280_918,
    "incognito_mode": False,
}
dialect = Dialect(
    title="Spotify extended streaming history",
    parse=_parse,
    examples=(
        _SONG,
        {
            **_SONG,
            "ms_played": 321_000,
            "reason_end": "trackdone",
            "skipped": False,
            "ts": "2024-03-01T08:20:51Z",
        },
        {
            "ts": "2021-05-21T12:00:00Z",
            "username": "someone",
            "platform": "iOS 14.4 (iPhone12,1)",
            "ms_played": 1_205_000,
            "ip_addr_decrypted": "192.0.2.7",
            "user_agent_decrypted": "unknown",
            "master_metadata_track_name": None,
            "spotify_track_uri": None,
            "episode_name": "The Bells",
            "episode_show_name": "Twenty Thousand Hertz",
            "spotify_episode_uri": "spotify:episode:5Qz1qKcBBNVw1bR1ZJPYkB",
            "reason_start": "clickrow",
            "reason_end": "endplay",
            "shuffle": False,
            "skipped": None,
        },
    ),
)
