"""A small Subsonic server with sound: four songs of real bytes, with ranges, and a record of what it was asked.

with MusicServer() as upstream:
    upstream.url, upstream.seen
"""

import asyncio
import gzip
import hashlib
import json
import threading
from functools import cache
from typing import Any

import numpy as np
from aiohttp import web

NAME, PASSWORD, KEY = "ann", "the upstream's own", "an-api-key-of-the-upstream"
SIZE = 16_000_000  # bytes of a song, more than all buffers on the way: 80 kB a second
SONGS: dict[str, dict[str, Any]] = {
    f"{n:032x}": {"title": f"Song {n}", "artist": f"Band {n % 2}", "album": "Album", "duration": 200}
    for n in range(1, 7)
}
IDS = list(SONGS)
SONGS[IDS[5]]["duration"] = 5  # one that a test can hear out
_CHUNK = 64 * 1024


@cache
def sound(song: str) -> bytes:
    """Bytes that differ everywhere, so that a wrong range shows."""
    return np.random.default_rng(int(song, 16)).bytes(SIZE)


class MusicServer:
    """Runs in a thread of its own. `more` songs, by id, stand beside the six with sound."""

    def __init__(self, more: dict[str, dict[str, Any]] | None = None) -> None:
        self.songs = {**SONGS, **(more or {})}
        self.playlists: dict[str, dict[str, Any]] = {}  # name, comment, songs, by id
        self._made = 0
        self.seen: list[dict[str, Any]] = []  # method, verb, parameters, headers
        self.endless_sent = 0
        self.endless_open = 0
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> "MusicServer":
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [one for one in self.seen if one["method"] == method]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/rest/{name}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["name"].removesuffix(".view")
        params: dict[str, list[str]] = {}
        for source in (request.query, await request.post()):
            for name in source:
                params[name] = [str(v) for v in source.getall(name)]
        self.seen.append(
            {
                "method": method,
                "verb": request.method,
                "params": params,
                "headers": {k.lower(): v for k, v in request.headers.items()},
                "query": request.rel_url.raw_query_string,
            }
        )
        if not _allowed(params):
            return self._told(request, params, error=(40, "Wrong username or password"))
        if "slow" in params:
            await asyncio.sleep(0.5)
        song = params.get("id", [""])[0]
        if method == "stream":
            return self._stream(request, song) if song in SONGS else self._told(request, params, error=(70, "none"))
        if method == "endless":
            return await self._endless(request)
        if method == "teapot":
            return web.Response(status=418, text="short and stout", headers={"X-Odd": "a, b"})
        if method == "getSong":
            if song not in self.songs:
                return self._told(request, params, error=(70, "Song not found"))
            return self._told(request, params, song={"id": song, "isDir": False, **self.songs[song], "starred": "x"})
        if method == "getArtist" and song.startswith("ar-"):
            return self._told(request, params, artist={"id": song, "name": f"Band {song[3:]}", "album": []})
        if method == "tokenInfo":
            return self._told(request, params, tokenInfo={"username": NAME})
        if method == "search3":
            query = params.get("query", [""])[0].lower()
            found = [{"id": i, "isDir": False, **s} for i, s in self.songs.items() if query in s["title"].lower()]
            first, count = (
                int(params.get(f"song{what}", [usual])[0]) for what, usual in (("Offset", "0"), ("Count", "20"))
            )
            return self._told(request, params, searchResult3={"song": found[first : first + count]})
        if method.endswith(("Playlist", "Playlists")):
            return self._listed(request, params, method)
        return self._told(request, params)

    def _listed(self, request: web.Request, params: dict[str, list[str]], method: str) -> web.Response:
        """Playlists, as Navidrome keeps them: a name twice is two playlists."""
        named = params.get("playlistId") or params.get("id") or [""]
        if method == "getPlaylists":
            heads = [{"id": key, **self._head(one)} for key, one in self.playlists.items()]
            return self._told(request, params, playlists={"playlist": heads})
        if method == "createPlaylist" and not named[0]:
            self._made += 1
            named = [f"theirs-{self._made}"]
            self.playlists[named[0]] = {"name": params["name"][0], "comment": "", "songs": []}
        if named[0] not in self.playlists:
            return self._told(request, params, error=(70, "Playlist not found"))
        one = self.playlists[named[0]]
        if method == "deletePlaylist":
            del self.playlists[named[0]]
        if method == "createPlaylist":
            one["songs"] = [song for song in params.get("songId", []) if song in self.songs]
        if method == "updatePlaylist":
            gone = {int(place) for place in params.get("songIndexToRemove", [])}
            one["songs"] = [song for place, song in enumerate(one["songs"]) if place not in gone]
            one["songs"] += params.get("songIdToAdd", [])
            one.update({name: params[name][0] for name in ("name", "comment") if name in params})
        if method not in ("getPlaylist", "createPlaylist"):
            return self._told(request, params)
        entries = [{"id": song, "isDir": False, **self.songs[song]} for song in one["songs"]]
        return self._told(request, params, playlist={"id": named[0], **self._head(one), "entry": entries})

    def _head(self, one: dict[str, Any]) -> dict[str, Any]:
        return {"name": one["name"], "comment": one["comment"], "owner": NAME, "songCount": len(one["songs"])}

    def _told(
        self, request: web.Request, params: dict[str, list[str]], error: tuple[int, str] | None = None, **body: Any
    ) -> web.Response:
        frame = {"status": "failed" if error else "ok", "version": "1.16.1", "type": "small", "openSubsonic": True}
        if error:
            body = {"error": {"code": error[0], "message": error[1]}}
        if params.get("f") == ["json"]:
            raw, kind = json.dumps({"subsonic-response": {**frame, **body}}).encode(), "application/json"
        else:
            songs = "".join(f'<song id="{s["id"]}"/>' for s in body.get("searchResult3", {}).get("song", []))
            inside = f"<searchResult3>{songs}</searchResult3>" if "searchResult3" in body else ""
            document = f'<subsonic-response status="{frame["status"]}">{inside}</subsonic-response>'
            raw, kind = f'<?xml version="1.0"?>{document}'.encode(), "text/xml"
        headers = {"Content-Type": kind, "Set-Cookie": "player=1; Path=/"}
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            raw, headers["Content-Encoding"] = gzip.compress(raw), "gzip"
        return web.Response(body=raw, headers=headers)

    def _stream(self, request: web.Request, song: str) -> web.Response:
        whole = sound(song)
        headers = {"Content-Type": "audio/flac", "Accept-Ranges": "bytes", "ETag": f'"{song}"'}
        asked = request.headers.get("Range")
        if asked is None:
            return web.Response(body=whole, headers=headers)
        first, _, last = asked.removeprefix("bytes=").partition("-")
        begin, end = int(first), min(int(last) if last else SIZE - 1, SIZE - 1)
        if begin >= SIZE:
            return web.Response(status=416, headers={**headers, "Content-Range": f"bytes */{SIZE}"})
        headers["Content-Range"] = f"bytes {begin}-{end}/{SIZE}"
        return web.Response(status=206, body=whole[begin : end + 1], headers=headers)

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        """As much as anybody takes, as a transcoder does: no length."""
        response = web.StreamResponse(headers={"Content-Type": "audio/mpeg"})
        await response.prepare(request)
        self.endless_open += 1
        try:
            while True:
                await response.write(b"\xff" * _CHUNK)
                self.endless_sent += _CHUNK
        except (ConnectionError, asyncio.CancelledError):
            return response
        finally:
            self.endless_open -= 1


def _allowed(params: dict[str, list[str]]) -> bool:
    if params.get("apiKey") == [KEY]:
        return "u" not in params
    user = params.get("u", [""])[0]
    proof, salt = params.get("t", [""])[0], params.get("s", [""])[0]
    return user in (NAME, "stranger") and proof == hashlib.md5((PASSWORD + salt).encode()).hexdigest()
