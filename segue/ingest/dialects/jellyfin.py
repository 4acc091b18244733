"""Jellyfin: what its clients report of a playback, and what its webhook plugin tells of one.

A message is one report as it came in: `call` (Playing, Progress, Stopped or webhook), `at`, the client's name and
device, and the `body` in the words of Jellyfin's API (PlaybackStartInfo, PlaybackProgressInfo, PlaybackStopInfo) or
of the plugin. Times in a track are ticks of 100 ns. A body is kept only as far as it is used: it holds addresses
and names of people.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from segue.domain.event import Event, EventKind, TrackRef
from segue.ingest import checks, player
from segue.ingest.dialect import Dialect, Malformed, Raw

_TICK = 0.0001  # milliseconds
_WHOLE = re.compile(r"-?\d{1,18}")
_NEAR_END_MS = 2_000  # a stop so close to the end is the end
_NOTICES = {
    "PlaybackStart": "Playing", "PlaybackProgress": "Progress", "PlaybackStop": "Stopped",
    "UserDataSaved": "UserDataSaved",
}  # fmt: skip
_CALLS = ("Playing", "Progress", "Stopped", "webhook")
_CHANGES = {"pause": EventKind.PAUSE, "unpause": EventKind.RESUME}
_FORMATS = {"audio": None, "musicvideo": None, "audiobook": "audiobook", "book": "audiobook"}
_KEPT = ("playmethod", "playbackorder", "repeatmode", "ismuted", "isautomated", "genres", "year")


def _low(value: object, field: str) -> dict[str, Any]:
    """Keys in lower case: Jellyfin does not tell `PositionTicks` from `positionTicks`, and clients use both."""
    return {str(key).lower(): one for key, one in player.inside(value, field).items()}


def _ticks(value: object, field: str) -> int | None:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)  # templates of the plugin write numbers in quotes
    return player.milliseconds(value, field, _TICK)


def _flag(value: object, field: str) -> bool | None:
    if isinstance(value, str):
        value = {"true": True, "false": False, "": None}.get(value.strip().lower(), value)
    return player.flag(value, field)


def _text(value: object, field: str) -> str | None:
    """The plugin escapes quotes for templates, also where it sends no template."""
    found = checks.text(value, field)
    return found.replace('\\"', '"') if found else None


def _code(value: object) -> str | None:
    """A bad code costs itself: the song is still named."""
    try:
        return checks.uuid(value, "")
    except Malformed:
        return None


def _track(body: Mapping[str, Any], item: Mapping[str, Any], form: str | None) -> TrackRef:
    given = body.get("itemid") or item.get("id")
    known = _code(given)
    if given and known is None:
        raise Malformed("ItemId", f"must be a UUID, with or without dashes, got {checks.show(given)}")
    artists = item.get("artists")
    artist = ", ".join(map(str, artists[:8])) if isinstance(artists, list) and artists else None
    artist = artist or item.get("albumartist") or body.get("artist")
    codes = _low(item.get("providerids"), "Item.ProviderIds")
    recording = codes.get("musicbrainzrecording") or body.get("provider_musicbrainzrecording")
    ref = TrackRef(
        title=_text(item.get("name") or body.get("name"), "Name"),
        artist=_text(artist, "Artists"),
        release=_text(item.get("album") or body.get("album"), "Album"),
        mbid=_code(recording),
        uri=None if known is None else f"jellyfin:{known.replace('-', '')}",
        format=form,
    )
    if not (ref.uri or ref.mbid or (ref.title and ref.artist)):
        raise Malformed("ItemId", "is missing, and so are title and artist")
    return ref


def _meaning(
    call: str, body: Mapping[str, Any], position: int | None, length: int | None
) -> tuple[EventKind, str | None]:
    """Kind, and why it ended."""
    if call == "Playing":
        return EventKind.PLAY, None
    if call == "Progress":
        change = str(body.get("eventname", "")).lower()
        paused = EventKind.PAUSE if _flag(body.get("ispaused"), "IsPaused") else EventKind.PROGRESS
        return _CHANGES.get(change, paused), None
    if _flag(body.get("failed"), "Failed"):
        return EventKind.ERROR, "trackerror"
    if position is not None and length is not None and (position > 0 or not _whole(body)):
        # `PlayedToCompletion` is true of any stop in the middle of an item shorter than five minutes: the place counts
        over = position >= length - _NEAR_END_MS
    else:
        over = _whole(body)
    return (EventKind.COMPLETE, "trackdone") if over else (EventKind.STOP, "endplay")


def _whole(body: Mapping[str, Any]) -> bool:
    return bool(_flag(body.get("playedtocompletion"), "PlayedToCompletion"))


def _said(body: Mapping[str, Any]) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    """What a listener marked; that a playback changed something too is told by the playback itself."""
    if body.get("savereason") != "UpdateUserRating":
        return
    stars = body.get("rating")
    rated = False
    if isinstance(stars, int | float) and not isinstance(stars, bool) and 0 < stars <= 10:
        rated = True
        yield EventKind.RATE, {"rating": stars / 2}
    liked = _flag(body.get("favorite"), "Favorite")
    if liked or not rated:  # it is the same notice for both
        yield (EventKind.LIKE if liked else EventKind.UNLIKE), {}


def _parse(message: Raw) -> Iterator[Event]:
    call = message.get("call")
    if call not in _CALLS:
        raise Malformed("call", f"must be one of {', '.join(_CALLS)}, got {checks.show(call)}")
    body = _low(message.get("body"), "body")
    at = checks.moment(message.get("at"))
    if call == "webhook":
        call = player.word(body.get("notificationtype"), "NotificationType", _NOTICES)
        if body.get("utctimestamp"):
            at = checks.moment(_zoned(body["utctimestamp"]), "UtcTimestamp")
    item = _low(body.get("item"), "Item")
    kind = str(body.get("itemtype") or item.get("type") or "audio").lower()
    if kind not in _FORMATS:
        return  # a film: not ours
    track = _track(body, item, _FORMATS[kind])
    where = body.get("positionticks") if "positionticks" in body else body.get("playbackpositionticks")
    length = _ticks(body.get("runtimeticks") or item.get("runtimeticks"), "RunTimeTicks")
    position, length, repaired = player.place(_ticks(where, "PositionTicks"), length, "PositionTicks")
    said = [*_said(body)] if call == "UserDataSaved" else []
    ended = None
    if call != "UserDataSaved":
        what, ended = _meaning(call, body, position, length)
        said = [(what, repaired)]
    yield from (_event(message, body, at, track, call, one, position, length, ended) for one in said)


def _event(
    message: Raw,
    body: Mapping[str, Any],
    at: datetime,
    track: TrackRef,
    call: str,
    said: tuple[EventKind, dict[str, Any]],
    position: int | None,
    length: int | None,
    ended: str | None,
) -> Event:
    kind, extra = said
    play = _text(body.get("playsessionid"), "PlaySessionId")
    device = _text(message.get("device") or body.get("devicename"), "device")
    # a client's report carries no time of its own: within a play its content names it
    named = (play, body.get("eventname"), body.get("ispaused")) if play else (at.isoformat(),)
    marked = call == "UserDataSaved"
    return Event(
        event_id=player.key(
            "jellyfin", player.digest(call, kind.value, track.uri, track.title, device, position, *named)
        ),
        kind=kind,
        at=at,
        track=track,
        device=device,
        position_ms=None if marked else position,
        duration_ms=length,
        context=player.present(
            {
                "app": _text(message.get("client") or body.get("clientname") or body.get("client"), "client"),
                "shuffle": True if body.get("playbackorder") == "Shuffle" else None,
                "muted": _flag(body.get("ismuted"), "IsMuted") or None,
            }
        ),
        extra=checks.kept({name: body[name] for name in _KEPT if body.get(name) not in (None, "", False)} | extra, ""),
        dialect="jellyfin",
        play_id=player.playback(play) if play else None,
        reason_end=ended,
    )


def _zoned(value: object) -> object:
    """A template may cut the Z off `UtcTimestamp`."""
    if isinstance(value, str) and not value.endswith("Z") and "+" not in value:
        return f"{value.strip()}Z"
    return value


_ITEM = {
    "Id": "6b0c8e5e0f2b4a3f9d5e3b8a9d1c2f47", "Name": "Hyperballad", "Artists": ["Björk"], "AlbumArtist": "Björk",
    "Album": "Post", "Type": "Audio", "MediaType": "Audio", "RunTimeTicks": 3_210_000_000,
    "ProviderIds": {"MusicBrainzRecording": "d6f5a1d0-5b0e-4f0e-8f3e-1c8a3a1f6f52"},
}  # fmt: skip
_REPORT: dict[str, Any] = {
    "ItemId": "6b0c8e5e0f2b4a3f9d5e3b8a9d1c2f47", "Item": _ITEM, "CanSeek": True, "IsPaused": False, "IsMuted": False,
    "PlayMethod": "DirectPlay", "PlaySessionId": "5a41c7d2e8f94b0f", "MediaSourceId": "6b0c8e5e",
    "RepeatMode": "RepeatNone", "PlaybackOrder": "Default", "VolumeLevel": 80,
}  # fmt: skip
_FROM = {"client": "Finamp", "device": "Pixel 8"}
_NOTICE: dict[str, Any] = {
    "ServerId": "b6c1", "ServerName": "home", "ServerVersion": "10.11.5", "Timestamp": "2026-03-01T08:16:11.4+01:00",
    "UtcTimestamp": "2026-03-01T07:16:11.4123456Z", "Name": "Hyperballad", "Album": "Post", "Artist": "Björk",
    "ItemId": "6b0c8e5e0f2b4a3f9d5e3b8a9d1c2f47", "ItemType": "Audio", "RunTimeTicks": 3_210_000_000, "Year": 1995,
}  # fmt: skip
dialect = Dialect(
    title="Jellyfin reports and webhooks",
    parse=_parse,
    examples=(
        {"call": "Playing", "at": "2026-03-01T07:15:30.250Z", **_FROM, "body": {**_REPORT, "PositionTicks": 0}},
        {"call": "Progress", "at": "2026-03-01T07:15:40.250Z", **_FROM,
         "body": {**_REPORT, "PositionTicks": 100_000_000, "EventName": "TimeUpdate"}},
        {"call": "Progress", "at": "2026-03-01T07:16:00.250Z", **_FROM,
         "body": {**_REPORT, "PositionTicks": 300_000_000, "EventName": "Pause", "IsPaused": True}},
        {"call": "Stopped", "at": "2026-03-01T07:16:11.250Z", **_FROM,
         "body": {"ItemId": _REPORT["ItemId"], "Item": _ITEM, "PositionTicks": 411_000_000, "Failed": False,
                  "PlaySessionId": "5a41c7d2e8f94b0f"}},
        {"call": "webhook", "at": "2026-03-01T07:16:11.9Z",
         "body": {**_NOTICE, "NotificationType": "PlaybackStop", "PlaybackPositionTicks": 411_000_000,
                  "IsPaused": False, "PlayedToCompletion": True, "DeviceId": "ab12", "DeviceName": "Firefox",
                  "ClientName": "Jellyfin Web", "PlayMethod": "DirectPlay", "NotificationUsername": "someone"}},
        {"call": "webhook", "at": "2026-03-01T07:16:12Z",
         "body": {**_NOTICE, "NotificationType": "UserDataSaved", "SaveReason": "UpdateUserRating", "Favorite": True,
                  "Played": False, "PlayCount": 3, "Rating": 0, "Likes": False, "PlaybackPositionTicks": 0}},
    ),
)  # fmt: skip
