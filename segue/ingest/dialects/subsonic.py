"""Subsonic and OpenSubsonic calls that tell something of listening, and what a proxy saw of a playback.

A message is one call as the server saw it: method, when it came in, client, parameters without those that
authenticate, and what is known of its songs and artists. The rules are those of https://opensubsonic.netlify.app.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.domain.track import parse_track_id
from segue.ingest import checks
from segue.ingest.dialect import Dialect, Malformed, Raw

MAX_IDS = 10_000  # songs in one call
_STATES = {
    "starting": EventKind.PLAY,
    "playing": EventKind.PROGRESS,
    "paused": EventKind.PAUSE,
    "stopped": EventKind.STOP,
}
_SEEN = frozenset(
    {EventKind.PLAY, EventKind.PROGRESS, EventKind.SEEK, EventKind.SKIP, EventKind.STOP, EventKind.SELECT}
)
_FORMATS = {"podcast", "audiobook"}
_MIN_URI = 16  # a shorter id is a number, which after a rebuild, or on another server, is another song


@dataclass(frozen=True, slots=True)
class _Call:
    """A message whose frame has been checked."""

    method: str
    at: datetime
    client: str | None
    params: Mapping[str, list[str]]
    songs: Mapping[str, Any]
    ours: bool  # ids are those of Segue's own catalogue
    raw: Raw = field(repr=False)

    def many(self, name: str) -> list[str]:
        return self.params.get(name, [])

    def one(self, name: str) -> str | None:
        values = self.params.get(name)
        return values[0] if values else None

    def needed(self, name: str) -> str:
        value = self.one(name)
        if not value:
            raise Malformed(f"params.{name}", "is missing")
        return value

    def number(self, name: str, least: int, most: int) -> int | None:
        value = self.one(name)
        return None if value is None else _number(value, f"params.{name}", least, most)

    def flag(self, name: str, otherwise: bool) -> bool:
        """Some clients write True, some true, some 1."""
        value = (self.one(name) or "").strip().lower()
        return otherwise if not value else value in ("true", "1", "yes", "on")

    def event(self, kind: EventKind, song: str | None = None, **more: Any) -> Event:
        at = more.pop("at", self.at)
        told = (self.client or "", self.method, kind.value, song or "", *more.pop("key", ()))
        digest = blake2b("\0".join(told).encode(), digest_size=12).hexdigest()
        extra = {k: v for k, v in more.pop("extra", {}).items() if v is not None}
        return Event(
            event_id=f"subsonic:{round(at.timestamp() * 1000)}:{digest}",
            kind=kind,
            at=at,
            track=self._ref(song) if song is not None else None,
            device=self.client,
            duration_ms=self._length_ms(song) if song is not None else None,
            extra=extra,
            dialect="subsonic",
            **more,
        )

    def is_song(self, one: str) -> bool:
        """Players star and rate albums and artists in the same way; those the server does not know as songs."""
        return self.ours or one not in self.songs or bool(self._song(one))

    def _song(self, song: str) -> Mapping[str, Any]:
        found = self.songs.get(song, {})
        if not isinstance(found, Mapping):
            raise Malformed(f"songs.{song}", "must be an object")
        return found

    def _ref(self, song: str) -> TrackRef:
        if self.ours:
            try:
                return TrackRef(id=parse_track_id(song))
            except ValueError as wrong:
                raise Malformed("params.id", str(wrong)) from None
        found = self._song(song)
        title = checks.text(found.get("title"), "title")
        artist = checks.text(found.get("displayArtist") or found.get("artist"), "artist")
        named = title is not None and artist is not None
        told = found.get("type")
        return TrackRef(
            title=title,
            artist=artist,
            release=checks.text(found.get("album"), "album"),
            mbid=_code(found.get("musicBrainzId"), checks.uuid),
            isrc=_code(found.get("isrc"), checks.isrc),
            uri=f"subsonic:{song}" if len(song) >= _MIN_URI or not named else None,
            format=told if isinstance(told, str) and told in _FORMATS else None,
        )

    def _length_ms(self, song: str) -> int | None:
        seconds = self._song(song).get("duration")
        if isinstance(seconds, int | float) and 0 < seconds * 1000 <= checks.MAX_DURATION_MS:
            return round(seconds * 1000)
        return None


def _code(value: object, check: Callable[[object, str], str | None]) -> str | None:
    """A bad code costs itself: the song is still named."""
    try:
        return check(value[0] if isinstance(value, list) and value else value or None, "")
    except Malformed:
        return None


def _number(value: str, name: str, least: int, most: int) -> int:
    try:
        found = round(float(value[:32])) if "." in value else int(value[:32])
    except (ValueError, OverflowError):
        raise Malformed(name, f"must be a number, got {checks.show(value)}") from None
    return checks.whole(found, name, least, most) or 0


def _scrobble(call: _Call) -> Iterator[Event]:
    ids, times = _songs(call), call.many("time")
    if times and len(times) != len(ids):
        raise Malformed("params.time", f"{len(times)} times for {len(ids)} songs")
    if not call.flag("submission", True):
        seconds = call.number("position", 0, checks.MAX_POSITION_MS // 1000)  # Navidrome's own
        yield call.event(EventKind.PLAY, ids[0], position_ms=None if seconds is None else seconds * 1000)
        return
    for index, song in enumerate(ids):
        told = _number(times[index], "params.time", 0, 2**62) if times else None
        at = call.at if told is None else checks.from_epoch_ms(told, "params.time")
        yield call.event(EventKind.COMPLETE, song, at=at, whole=Whole.EITHER)


def _report(call: _Call) -> Iterator[Event]:
    state = call.needed("state")
    if state not in _STATES:
        raise Malformed("params.state", f"must be one of {', '.join(_STATES)}, got {checks.show(state)}")
    position = call.number("positionMs", 0, checks.MAX_POSITION_MS)
    if position is None:
        raise Malformed("params.positionMs", "is missing")
    rate = call.one("playbackRate")
    extra = {
        "media_type": call.one("mediaType"),
        "playback_rate": rate if rate not in (None, "1", "1.0") else None,
        "ignore_scrobble": call.flag("ignoreScrobble", False) or None,
    }
    song = call.needed("mediaId")
    yield call.event(_STATES[state], song, position_ms=position, key=(str(position),), extra=extra)


def _star(yes: bool) -> Callable[[_Call], Iterator[Event]]:
    def read(call: _Call) -> Iterator[Event]:
        songs = dict.fromkeys(call.many("id"))
        follow = EventKind.FOLLOW if yes else EventKind.UNFOLLOW
        for song in songs:
            if call.is_song(song):
                yield call.event(EventKind.LIKE if yes else EventKind.UNLIKE, song)
            else:
                yield call.event(follow, key=("id", song), extra={"id": song})
        named = call.raw.get("artists")
        for name in ("albumId", "artistId"):
            for one in dict.fromkeys(call.many(name)):
                artist = named.get(one) if isinstance(named, Mapping) and name == "artistId" else None
                extra = {name: one, "artist": checks.text(artist, f"artists.{one}")}
                yield call.event(follow, key=(name, one), extra=extra)
        if not songs and not call.many("albumId") and not call.many("artistId"):
            raise Malformed("params.id", "is missing")

    return read


def _rate(call: _Call) -> Iterator[Event]:
    stars = call.number("rating", 0, 5)
    if stars is None:
        raise Malformed("params.rating", "is missing")
    song = call.needed("id")
    if call.is_song(song):
        yield call.event(EventKind.RATE, song, key=(str(stars),), extra={"rating": stars})


def _queue(call: _Call) -> Iterator[Event]:
    ids = _songs(call, needed=False)
    current, index = call.one("current"), call.number("currentIndex", 0, max(0, len(ids) - 1))
    if index is None and current is not None and current in ids:
        index = ids.index(current)
    position = call.number("position", 0, checks.MAX_POSITION_MS)
    extra = {"tracks": ids, "index": index, "by": call.client}
    yield call.event(EventKind.QUEUE, position_ms=position, key=(str(index), str(position), *ids), extra=extra)


def _bookmark(call: _Call) -> Iterator[Event]:
    position = call.number("position", 0, checks.MAX_POSITION_MS)
    if position is None:
        raise Malformed("params.position", "is missing")
    comment = checks.text(call.one("comment"), "params.comment")
    song = call.needed("id")
    extra = {"comment": comment}
    yield call.event(EventKind.BOOKMARK, song, position_ms=position, key=(str(position), comment or ""), extra=extra)


def _unbookmark(call: _Call) -> Iterator[Event]:
    yield call.event(EventKind.BOOKMARK, call.needed("id"), extra={"removed": True})


def _search(call: _Call) -> Iterator[Event]:
    """Not the empty search by which clients copy the whole library, nor the further pages of one."""
    query = checks.text((call.one("query") or call.one("any") or "").strip('" '), "params.query")
    if query is None or any(call.one(f"{what}Offset") not in (None, "0") for what in ("song", "album", "artist")):
        return
    found = call.raw.get("found")
    if found is not None and not isinstance(found, Mapping):
        raise Malformed("found", "must be an object")
    counts = {k: v for k, v in (found or {}).items() if type(v) is int and v >= 0}
    total = sum(counts.values()) if found is not None else None
    refines = call.raw.get("refines")
    if refines is not None:
        refines = checks.identifier(refines, "refines")
    extra = {"query": query, "results": total, **counts, "refines": refines}
    yield call.event(EventKind.SEARCH, key=(query,), extra=extra)


def _create_playlist(call: _Call) -> Iterator[Event]:
    """With a `playlistId` it writes a list that is there anew, sorted perhaps: that adds nothing for certain."""
    if call.one("playlistId") is not None:
        return
    name = checks.text(call.needed("name"), "params.name")
    yield call.event(EventKind.PLAYLIST_CREATE, key=(name or "",), extra={"name": name})
    for song in dict.fromkeys(call.many("songId")[:MAX_IDS]):
        yield call.event(EventKind.PLAYLIST_ADD, song, extra={"playlist": name})


def _update_playlist(call: _Call) -> Iterator[Event]:
    for song in dict.fromkeys(call.many("songIdToAdd")[:MAX_IDS]):
        yield call.event(EventKind.PLAYLIST_ADD, song, extra={"playlist": call.needed("playlistId")})


def _stream(call: _Call) -> Iterator[Event]:
    """What was concluded: from the requests for a song's bytes (segue/ingest/streams), or that a search led to it."""
    seen = call.raw.get("seen")
    if not isinstance(seen, Mapping):
        raise Malformed("seen", "must be an object")
    kind = checks.kind_of(seen.get("kind"))
    if kind not in _SEEN:
        raise Malformed("seen.kind", f"must be one of {', '.join(sorted(_SEEN))}")
    if kind is EventKind.SELECT:
        search = checks.identifier(seen.get("search"), "seen.search")
        rank = checks.whole(seen.get("rank"), "seen.rank", 0, MAX_IDS)
        yield call.event(kind, call.needed("id"), key=(search,), extra={"search": search, "rank": rank})
        return
    position = checks.whole(seen.get("position_ms"), "seen.position_ms", 0, checks.MAX_POSITION_MS)
    play = checks.identifier(seen.get("play_id"), "seen.play_id")
    why = checks.text(seen.get("reason"), "seen.reason", checks.MAX_REASON)
    name = "reason_start" if kind is EventKind.PLAY else "reason_end"
    yield call.event(
        kind, call.needed("id"), position_ms=position, play_id=play, key=(play,), **({name: why} if why else {})
    )


def _songs(call: _Call, needed: bool = True) -> list[str]:
    ids = call.many("id")
    if needed and not ids:
        raise Malformed("params.id", "is missing")
    if len(ids) > MAX_IDS:
        raise Malformed("params.id", f"holds {len(ids):,} songs, at most {MAX_IDS:,} are taken")
    return ids


_METHODS: dict[str, Callable[[_Call], Iterator[Event]]] = {
    "scrobble": _scrobble,
    "reportPlayback": _report,
    "star": _star(True),
    "unstar": _star(False),
    "setRating": _rate,
    "savePlayQueue": _queue,
    "savePlayQueueByIndex": _queue,
    "createBookmark": _bookmark,
    "deleteBookmark": _unbookmark,
    "search": _search,
    "search2": _search,
    "search3": _search,
    "createPlaylist": _create_playlist,
    "updatePlaylist": _update_playlist,
    "stream": _stream,
}
TELLING = frozenset(_METHODS)
"""Methods that say something of listening."""


def _parse(message: Raw) -> Iterator[Event]:
    checks.kept(message, "")
    method = message.get("method")
    if not isinstance(method, str) or method not in _METHODS:
        raise Malformed("method", f"must be one of {', '.join(_METHODS)}, got {checks.show(method)}")
    params, songs = message.get("params", {}), message.get("songs", {})
    if not isinstance(params, Mapping) or not all(_texts(values) for values in params.values()):
        raise Malformed("params", "must be an object of lists of texts")
    if not isinstance(songs, Mapping):
        raise Malformed("songs", "must be an object")
    server = message.get("server", "upstream")
    if server not in ("upstream", "segue"):
        raise Malformed("server", f"must be upstream or segue, got {checks.show(server)}")
    client = checks.text(message.get("client"), "client", 256)
    at = checks.moment(message.get("at"))
    yield from _METHODS[method](_Call(method, at, client, params, songs, server == "segue", message))


def _texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(v, str) and len(v) <= checks.MAX_TEXT for v in values)


_SONG = {
    "id": "2f4kEr0fBcVxvJPrbSGkmM",
    "title": "Hyperballad",
    "album": "Post",
    "artist": "Björk",
    "duration": 321,
    "musicBrainzId": "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
    "isrc": ["GBAHT9500204"],
    "type": "music",
}
_AT = {"at": "2026-03-01T08:15:30Z", "client": "Symfonium"}
dialect = Dialect(
    title="Subsonic calls",
    parse=_parse,
    examples=(
        {
            "method": "scrobble",
            **_AT,
            "params": {"id": [_SONG["id"]], "time": ["1772349330000"], "submission": ["True"]},
            "songs": {_SONG["id"]: _SONG},
        },
        {
            "method": "reportPlayback",
            **_AT,
            "params": {"mediaId": ["tr-17"], "mediaType": ["song"], "positionMs": ["8000"], "state": ["paused"]},
            "songs": {"tr-17": {"title": "봄 설레임", "artist": "선우정아"}},
        },
        {
            "method": "star",
            **_AT,
            "server": "segue",
            "params": {"id": ["5e60e0007a5e5c0d9b1ea0d105e60e00"], "artistId": ["ar-3"]},
        },
        {
            "method": "savePlayQueue",
            **_AT,
            "params": {"id": ["a", "b", "c"], "current": ["b"], "position": ["61000"]},
        },
        {"method": "search3", **_AT, "params": {"query": ["hyperb"]}, "found": {"song": 1, "album": 0, "artist": 0}},
        {
            "method": "stream",
            **_AT,
            "params": {"id": [_SONG["id"]]},
            "songs": {_SONG["id"]: _SONG},
            "seen": {"kind": "skip", "position_ms": 11400, "play_id": "p1", "reason": "fwdbtn"},
        },
    ),
)
