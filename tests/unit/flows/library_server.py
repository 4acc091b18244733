"""Music servers of a few lines, on a real socket: enough of Subsonic and Jellyfin to be read, and a record of what
they were asked.

with SubsonicLibrary() as server:
    server.url, server.asked
"""

import hashlib
import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.local_server import LocalServer, say

USER, PASSWORD, KEY = "ann", "the server's own", "0123456789abcdef0123456789abcdef"


class Library(LocalServer):
    """asked: path, parameters, headers of each request; `fails`: statuses that come first, with their headers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.fails: list[tuple[int, dict[str, str]]] = []
        library = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                size = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(size).decode()
                is_form = "form" in (self.headers.get("Content-Type") or "")
                params = {k: v[-1] for k, v in parse_qs(parts.query).items()}
                params |= {k: v[-1] for k, v in parse_qs(raw).items()} if is_form else {}
                library.asked.append((parts.path, params, {k.lower(): v for k, v in self.headers.items()}))
                if library.fails:
                    status, head = library.fails.pop(0)
                    body = b"{}"
                else:
                    told = library.answer(parts.path, params, dict(self.headers), {} if is_form else _json(raw))
                    status, head = (200, {}) if told is not None else (404, {})
                    body = json.dumps(told or {}).encode()
                say(self, status, body, **head)

            do_POST = do_GET  # noqa: N815 - as http.server wants it

        super().__init__(Handler)

    def answer(self, path: str, params: dict[str, str], head: dict[str, str], body: Any) -> Any:
        """None: 404."""
        raise NotImplementedError

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


def _json(raw: str) -> Any:
    return json.loads(raw) if raw else {}


def songs(count: int) -> dict[str, dict[str, Any]]:
    """By id, as Navidrome tells them."""
    found = {}
    for n in range(count):
        key = f"so{n:020d}"
        found[key] = {
            "id": key, "isDir": False, "title": f"Song {n}", "artist": f"Band {n % 7}",
            "displayArtist": f"Band {n % 7}", "album": f"Album {n % 3}", "albumId": f"al{n % 3}",
            "duration": 180 + n, "year": 1990 + n % 30, "genre": "Rock", "bpm": 0, "type": "music",
            "genres": [{"name": "Rock"}, {"name": f"Kind {n % 4}"}],
            "isVideo": False, "musicBrainzId": "", "isrc": [],
        }  # fmt: skip
    return found


class SubsonicLibrary(Library):
    """empty_search: whether an empty search lists everything, as OpenSubsonic wants it; pages: whether it knows
    offsets; scanned: when it last looked through its folders, "" = it does not say."""

    def __init__(self, count: int = 12, *, empty_search: bool = True, pages: bool = True, posts: bool = True) -> None:
        super().__init__()
        self.songs = songs(count)
        self.starred: dict[str, str] = {}
        self.ratings: dict[str, int] = {}
        self.artists: list[str] = []  # starred
        self.scanned = "2026-03-01T08:00:00Z"
        self.empty_search, self.pages, self.posts = empty_search, pages, posts

    def answer(self, path: str, params: dict[str, str], head: dict[str, str], body: Any) -> Any:
        method = path.removeprefix("/rest/").removesuffix(".view")
        if not path.startswith("/rest/"):
            return None
        if method == "getOpenSubsonicExtensions":
            return _framed(openSubsonicExtensions=[{"name": "formPost", "versions": [1]}] if self.posts else [])
        proof = hashlib.md5((PASSWORD + params.get("s", "")).encode()).hexdigest()
        if (params.get("u"), params.get("t")) != (USER, proof) and params.get("apiKey") != KEY:
            return _framed("failed", error={"code": 40, "message": "Wrong username or password"})
        if method == "getScanStatus":
            told = {"lastScan": self.scanned} if self.scanned else {}
            return _framed(scanStatus={"scanning": False, "count": len(self.songs), **told})
        if method == "search3":
            offset, count = int(params.get("songOffset", 0)), int(params.get("songCount", 20))
            found = self.shown() if self.empty_search else []
            return _framed(searchResult3={"song": found[offset : offset + count] if self.pages else found})
        if method == "getAlbumList2":
            ids = sorted({song["albumId"] for song in self.songs.values()})
            offset, size = int(params.get("offset", 0)), int(params.get("size", 10))
            return _framed(albumList2={"album": [{"id": one} for one in ids[offset : offset + size]]})
        if method == "getAlbum":
            return _framed(album={"song": [s for s in self.shown() if s["albumId"] == params["id"]]})
        if method == "getStarred2":
            artists = [{"id": f"ar-{name}", "name": name, "starred": "2026-01-01T00:00:00Z"} for name in self.artists]
            return _framed(starred2={"artist": artists, "song": [s for s in self.shown() if "starred" in s]})
        return _framed()

    def shown(self) -> list[dict[str, Any]]:
        found = []
        for key, song in self.songs.items():
            marks: dict[str, Any] = {"starred": self.starred[key]} if key in self.starred else {}
            marks |= {"userRating": self.ratings[key]} if key in self.ratings else {}
            found.append({**song, **marks})
        return found


def _framed(status: str = "ok", **body: Any) -> dict[str, Any]:
    return {"subsonic-response": {"status": status, "version": "1.16.1", "openSubsonic": True, **body}}


class JellyfinLibrary(Library):
    """Answers in the shapes of Jellyfin 10.10: BaseItemDto with UserData."""

    USER_ID, TOKEN = "7f7c0c1a9d6e4c0c8f8d3c7d7a1b2c3d", "a1b2c3d4e5f60718293a4b5c6d7e8f90"

    def __init__(self, count: int = 12) -> None:
        super().__init__()
        self.items: dict[str, dict[str, Any]] = {}
        self.saved: dict[str, str] = {}
        self.artists: list[str] = []  # favourites
        for n in range(count):
            key = f"{n:032x}"
            self.items[key] = {
                "Name": f"Song {n}", "ServerId": "5e60", "Id": key, "RunTimeTicks": (180 + n) * 10_000_000,
                "ProductionYear": 1990 + n, "IsFolder": False, "Type": "Audio", "MediaType": "Audio",
                "Album": "Album", "AlbumArtist": "Band", "Artists": [f"Band {n % 3}", "Guest"],
                "Genres": ["Rock", "Indie"],
                "ProviderIds": {"MusicBrainzRecording": f"00000000-0000-4000-8000-{n:012x}"},
                "UserData": {"PlaybackPositionTicks": 0, "PlayCount": 2, "IsFavorite": False, "Played": True},
            }  # fmt: skip
            self.saved[key] = "2026-02-01T00:00:00+00:00"

    def answer(self, path: str, params: dict[str, str], head: dict[str, str], body: Any) -> Any:
        if path == "/System/Info/Public":
            return {"ProductName": "Jellyfin Server", "Version": "10.10.3", "Id": "5e60"}
        if path == "/Users/AuthenticateByName":
            right = (body.get("Username"), body.get("Pw")) == (USER, PASSWORD)
            return {"AccessToken": self.TOKEN, "User": {"Id": self.USER_ID, "Name": USER}} if right else None
        told = head.get("Authorization", "")
        if f'Token="{self.TOKEN}"' not in told and f'Token="{KEY}"' not in told:
            return None
        if path == "/Users":
            return [{"Name": "Ann", "Id": self.USER_ID}, {"Name": "bob", "Id": "0" * 32}]
        if path == "/Artists" and (params["userId"], params["isFavorite"]) == (self.USER_ID, "true"):
            artists = [{"Name": name, "Id": "a" * 32, "Type": "MusicArtist"} for name in self.artists]
            return {"Items": artists, "TotalRecordCount": len(artists), "StartIndex": 0}
        if path == "/Items" and params.get("userId") == self.USER_ID:
            found = [one for one in self.items.values() if self.saved[one["Id"]] >= params.get("minDateLastSaved", "")]
            if params.get("isFavorite") == "true":
                found = [one for one in found if one["UserData"]["IsFavorite"]]
            start, limit = int(params["startIndex"]), int(params["limit"])
            page = found[start : start + limit]
            return {"Items": page, "TotalRecordCount": len(found), "StartIndex": start}
        return None
