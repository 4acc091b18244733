"""Spotify: one row of the "extended streaming history" a person can download of themselves.

Fields as in the ReadMeFirst document of the download. `ts` is the END of a play. User names, addresses and
places are dropped on purpose: nobody needs them for a recommendation. A private session (`incognito_mode`) is kept
as such and counts like any other play: it is the listener's own history, brought by the listener.

A history has half a million rows, so the texts that repeat are checked once, and what is usual is not looked at twice.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
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
_USED = _PRIVATE | frozenset(
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
_USUAL = frozenset(("conn_country", "skipped", "offline", "offline_timestamp", "incognito_mode"))
_KINDS_OF_DEVICE = (
    ("car", r"\bcar\b|android.?auto|carplay|automotive"),
    ("smart_speaker", r"sonos|echo|alexa|google.?(?:home|nest)|homepod|speaker|cast_audio|amazon_salmon"),
    ("tv", r"\btv\b|_tv|chromecast|roku|playstation|\bps[345]\b|xbox|webos|tizen|bravia|cast"),
    ("web", r"web.?player"),
    ("mobile", r"android|ios|iphone|ipad|windows.?phone"),
    ("desktop", r"windows|os.?x|macos|linux"),
)


@lru_cache(4096)
def _device(platform: str) -> tuple[str | None, str | None]:
    """The platform as the name of the device, and what kind of device it is."""
    name = checks.text(platform, "platform", _LONGEST_KEPT)
    words = (name or "").lower()
    return name, next((kind for kind, sign in _KINDS_OF_DEVICE if re.search(sign, words)), None)


@lru_cache(256)
def _reason(value: str, field: str) -> str | None:
    return checks.text(value, field, checks.MAX_REASON)


@lru_cache(1 << 15)
def _song(uri: Any, title: Any, artist: Any, release: Any) -> TrackRef | None:
    uri, title = checks.text(uri, "spotify_track_uri"), checks.text(title, "master_metadata_track_name")
    artist = checks.text(artist, "master_metadata_album_artist_name")
    release = checks.text(release, "master_metadata_album_album_name")
    return TrackRef(title=title, artist=artist, release=release, uri=uri) if uri or (title and artist) else None


def _speech(row: Raw) -> TrackRef:
    """An episode of a podcast, or a chapter of an audiobook."""

    def text(name: str) -> str | None:
        return checks.text(row.get(name), name)

    uri, title, show = text("spotify_episode_uri"), text("episode_name"), text("episode_show_name")
    if uri or (title and show):
        return TrackRef(title=title, artist=show, uri=uri, format="podcast")
    uri = text("audiobook_chapter_uri") or text("audiobook_uri")
    book = text("audiobook_title")
    if uri or book:
        title = text("audiobook_chapter_title") or book
        return TrackRef(title=title, artist=book, release=book, uri=uri, format="audiobook")
    raise Malformed("spotify_track_uri", "the row names no track, episode or audiobook; Spotify left them empty")


def _track(row: Raw) -> TrackRef:
    named = (
        row.get("spotify_track_uri"),
        row.get("master_metadata_track_name"),
        row.get("master_metadata_album_artist_name"),
        row.get("master_metadata_album_album_name"),
    )
    try:
        song = _song(*named)
    except TypeError:  # a list or an object where a text should be
        song = _song.__wrapped__(*named)
    return song or _speech(row)


def _extra(row: Raw) -> dict[str, Any]:
    """What else stands in the row, when it can be stored."""
    extra, usual = {}, True
    for name, value in row.items():
        if value is None or name in _USED:
            continue
        extra[name] = value
        kind = type(value)
        usual = usual and (
            name in _USUAL
            and (kind is bool or (kind is int and 0 <= value < 2**62) or (kind is str and value.isalnum()))
        )
    return extra if usual else dict(checks.kept(extra, ""))


def _at(ts: object) -> datetime:
    if isinstance(ts, str):
        if len(ts) == 20 and ts[10] == "T" and ts[4] == ts[7] == "-" and ts[13] == ts[16] == ":" and ts[19] == "Z":
            try:
                at = datetime.fromisoformat(ts)
            except ValueError:
                return checks.moment(ts, "ts")
            return at if at >= checks.EARLIEST else checks.moment(ts, "ts")
        if old := _OLD_TIME.fullmatch(ts):
            return checks.moment(f"{old[1]}T{old[2]}Z", "ts")
        return checks.moment(ts, "ts")
    raise Malformed("ts", f"must be text like 2024-03-01T08:15:30Z, got {checks.show(ts)}")


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
    at = _at(row["ts"])
    ms_played = checks.whole(row["ms_played"], "ms_played", 0, checks.MAX_POSITION_MS)
    assert ms_played is not None
    track = _track(row)
    platform, shuffle = row.get("platform"), row.get("shuffle")
    device, sort = _device(platform) if isinstance(platform, str) else (checks.text(platform, "platform"), None)
    context: dict[str, Any] = {"shuffle": shuffle} if isinstance(shuffle, bool) else {}
    if sort is not None:
        context["device_kind"] = sort
    began, ended = row.get("reason_start"), row.get("reason_end")
    named = "\0".join((track.uri or "", track.title or "", track.artist or "", str(ms_played)))
    digest = blake2b(named.encode(), digest_size=12).hexdigest()
    yield Event(
        event_id=f"spotify:{int(at.timestamp())}:{digest}",
        kind=_kind(row, ms_played),
        at=at,
        track=track,
        device=device,
        position_ms=None
        if track.format
        else ms_played,  # an episode is heard in parts: this says not where it was left
        context=context,
        extra=_extra(row),
        dialect="spotify",
        whole=Whole.END,
        played_ms=ms_played,
        reason_start=_reason(began, "reason_start") if isinstance(began, str) else checks.text(began, "reason_start"),
        reason_end=_reason(ended, "reason_end") if isinstance(ended, str) else checks.text(ended, "reason_end"),
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
