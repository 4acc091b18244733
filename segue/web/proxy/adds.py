"""Adds: what Segue puts beside the answers of the server behind: its mixes, and what is like a song.

The server is asked first, in the caller's name: whoever it refuses gets its refusal, and nothing of Segue's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from litestar import Response

from segue.app import App
from segue.catalog.names import artist_id
from segue.domain.event import TrackId, TrackRef
from segue.domain.listener import Listener
from segue.domain.track import Track, hex_id, parse_track_id
from segue.flows.lists import NoList
from segue.playlists.sheet import Sheet
from segue.web.protocols.subsonic import reply
from segue.web.protocols.subsonic.asked import iso
from segue.web.proxy.call import Call
from segue.web.proxy.held import Held
from segue.web.proxy.names import Names
from segue.web.proxy.upstream import Upstream

SIGN = "segue-"
"""Begins the ids of mixes, so that none is taken for one of the server's own."""
_NOT_ALLOWED, _NOT_FOUND = 50, 70
_AT_ONCE = 8
_WIDE = 4  # so many times more are looked for than are wanted, where it is not known what the server has
_MOST = 500
_WRITES = {"createPlaylist": "playlistId", "updatePlaylist": "playlistId", "deletePlaylist": "id"}


class Adds:
    def __init__(self, app: App, upstream: Upstream, names: Names) -> None:
        self._app = app
        self._upstream = upstream
        self._names = names
        self._held = Held(app, upstream)
        self._answers: dict[str, Callable[[Listener, Call], Awaitable[Response[bytes] | None]]] = {
            "getPlaylists": self._playlists,
            "getPlaylist": self._playlist,
            "getCoverArt": self._cover,
            "getSimilarSongs": self._similar,
            "getSimilarSongs2": self._similar,
            "getTopSongs": self._top,
        }

    async def answer(self, call: Call) -> Response[bytes] | None:
        """None: the server answers alone."""
        if call.verb == "HEAD":
            return None
        if (name := _WRITES.get(call.method)) is not None and _ours(call.params.one(name)):
            return reply.failed(call.params, _NOT_ALLOWED, "A mix of Segue's is only read.")
        make = self._answers.get(call.method)
        if make is None or (call.method in ("getPlaylist", "getCoverArt") and not _ours(call.params.one("id"))):
            return None
        listener = await self._names.listener(call)
        return await make(listener, call) if listener is not None else None

    async def _playlists(self, listener: Listener, call: Call) -> Response[bytes] | None:
        """The server's own, then the mixes."""
        if (told := await self._upstream.ask(call, "getPlaylists", **_named(call))) is None:
            return None
        theirs = told.get("playlists")
        theirs = theirs if isinstance(theirs, dict) else {}
        own = theirs.get("playlist")
        ids = self._held.ids()
        sheets = await asyncio.to_thread(self._app.sheets.mixes, listener, datetime.now(UTC), self._held.asked())
        heads = [_head(one, held) for one in sheets if (held := [t for t in one.tracks if t.id in ids])]
        every = [*(own if isinstance(own, list) else []), *heads]
        return reply.as_told(call.params, {**told, "playlists": {**theirs, "playlist": every}})

    async def _playlist(self, listener: Listener, call: Call) -> Response[bytes] | None:
        """A mix: the issue that is out, without what was skipped, as far as the server has it."""
        if (told := await self._upstream.ask(call, "ping")) is None:
            return None
        sheet = await self._sheet(listener, call)
        if sheet is None:
            return reply.failed(call.params, _NOT_FOUND, "Playlist not found.")
        ids = self._held.ids()
        there = [(track, ids[track.id]) for track in sheet.tracks if track.id in ids]
        songs = await self._songs(call, [theirs for _, theirs in there])
        held = [track for (track, _), song in zip(there, songs, strict=True) if song is not None]
        entries = [song for song in songs if song is not None]
        return reply.as_told(call.params, {**told, "playlist": {**_head(sheet, held), "entry": entries}})

    async def _cover(self, listener: Listener, call: Call) -> Response[bytes] | None:
        if await self._upstream.ask(call, "ping") is None:
            return None
        sheet = await self._sheet(listener, call)
        if sheet is None:
            return reply.failed(call.params, _NOT_FOUND, "Cover not found.")
        size = call.params.one("size") or ""
        side = int(size) if size.isdecimal() and len(size) < 6 else 300
        drawn = await asyncio.to_thread(self._app.sheets.cover, sheet, side)
        return Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=300"})

    async def _similar(self, listener: Listener, call: Call) -> Response[bytes] | None:
        name = "similarSongs2" if call.method == "getSimilarSongs2" else "similarSongs"
        written, count = call.params.one("id"), _count(call)
        if not written or count is None:
            return None
        seeds, artist = await self._seeds(call, written)
        if not seeds and artist is None:
            return None
        ids = self._held.ids()
        artists = (artist_id(artist),) if artist else ()
        now, wide = datetime.now(UTC), min(_MOST, count * _WIDE)
        asked = (listener, now, wide, tuple(seeds), artists, self._held.asked())
        near = await asyncio.to_thread(self._app.near.similar, *asked)
        return await self._found(call, name, (ids[t.id] for t in near if t.id in ids), count)

    async def _top(self, listener: Listener, call: Call) -> Response[bytes] | None:
        artist, count = call.params.one("artist"), _count(call)
        if not artist or count is None:
            return None
        ids = self._held.ids()
        best = await asyncio.to_thread(self._app.near.best_known, artist, _MOST)
        return await self._found(call, "topSongs", (ids[t.id] for t in best if t.id in ids), count)

    async def _found(self, call: Call, name: str, theirs: Iterable[str], count: int) -> Response[bytes] | None:
        """None where nothing was found: the server may know more."""
        wanted = list(dict.fromkeys(theirs))[:count]
        if not wanted or (told := await self._upstream.ask(call, "ping")) is None:
            return None
        songs = [song for song in await self._songs(call, wanted) if song is not None]
        return reply.as_told(call.params, {**told, name: {"song": songs}}) if songs else None

    async def _seeds(self, call: Call, written: str) -> tuple[list[TrackId], str | None]:
        """What an id of the server's stands for: tracks, or the name of an artist."""
        if (track := self._held.track(written)) is not None:
            return [track], None
        if call.method == "getSimilarSongs" and (told := await self._upstream.ask(call, "getSong", id=written)):
            found = self._known(told.get("song"))
            return ([found], None) if found is not None else ([], None)
        if told := await self._upstream.ask(call, "getArtist", id=written):
            artist = told.get("artist")
            name = artist.get("name") if isinstance(artist, dict) else None
            return [], name if isinstance(name, str) else None
        if told := await self._upstream.ask(call, "getAlbum", id=written):
            album = told.get("album")
            songs = album.get("song") if isinstance(album, dict) else None
            known = [self._known(one) for one in songs] if isinstance(songs, list) else []
            return [one for one in known if one is not None][:20], None
        return [], None

    def _known(self, song: Any) -> TrackId | None:
        """The track that the catalogue has for a song as the server tells it."""
        if not isinstance(song, dict):
            return None
        if (track := self._held.track(str(song.get("id", "")))) is not None:
            return track
        title, artist, mbid = song.get("title"), song.get("artist"), song.get("musicBrainzId")
        if not isinstance(title, str) or not isinstance(artist, str):
            return None
        return self._app.catalog.find(
            TrackRef(title=title, artist=artist, mbid=mbid if isinstance(mbid, str) else None)
        )

    async def _songs(self, call: Call, ids: list[str]) -> list[dict[str, Any] | None]:
        """As the server tells them to this caller; None: it does not have it any more."""
        door = asyncio.Semaphore(_AT_ONCE)

        async def one(theirs: str) -> dict[str, Any] | None:
            async with door:
                told = await self._upstream.ask(call, "getSong", id=theirs)
            song = told.get("song") if told else None
            return song if isinstance(song, dict) else None

        return list(await asyncio.gather(*(one(theirs) for theirs in ids)))

    async def _sheet(self, listener: Listener, call: Call) -> Sheet | None:
        try:
            key = parse_track_id((call.params.one("id") or "").removeprefix(SIGN))
            sheet = await asyncio.to_thread(self._app.sheets.get, listener, key, datetime.now(UTC), self._held.asked())
        except (ValueError, NoList):
            return None
        return sheet if sheet.mix else None


def _head(sheet: Sheet, held: list[Track]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": SIGN + hex_id(sheet.id),
        "name": sheet.title,
        "comment": sheet.about,
        "owner": sheet.creator,
        "public": False,
        "songCount": len(held),
        "duration": sum(track.duration_ms or 0 for track in held) // 1000,
        "created": _iso(sheet.made),
        "changed": _iso(sheet.changed),
        "coverArt": SIGN + hex_id(sheet.id),
        "readonly": True,
    }
    return told | ({"validUntil": _iso(sheet.until)} if sheet.until is not None else {})


def _ours(written: str | None) -> bool:
    return bool(written) and written.startswith(SIGN)  # type: ignore[union-attr]


def _named(call: Call) -> dict[str, str]:
    name = call.params.one("username")
    return {"username": name} if name else {}


def _count(call: Call) -> int | None:
    """None: no number; the server may say so."""
    written = call.params.one("count") or "50"
    return min(int(written), _MOST) if written.isdecimal() and len(written) < 9 and int(written) else None


def _iso(when: datetime) -> str:
    return iso(round(when.timestamp() * 1000))
