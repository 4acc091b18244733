"""Servers that mixes are pushed to, as small as they can be."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from litestar.testing import TestClient

from segue.app import App
from segue.web.server import litestar
from tests.flows.music_server import PASSWORD
from tests.local_server import LocalServer, say


@contextmanager
def over_http(other: App) -> Iterator[str]:
    """The application behind a plain HTTP server: the pushing side speaks through sockets."""
    with TestClient(litestar(other)) as client:

        class Passed(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told = client.get(self.path)
                say(self, told.status_code, told.content)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = client.post(self.path, content=body, headers={"Content-Type": self.headers["Content-Type"]})
                say(self, told.status_code, told.content)

        with LocalServer(Passed) as server:
            yield server.url


class WithoutDigests(BaseHTTPRequestHandler):
    """A Subsonic server that wants the password itself."""

    def do_GET(self) -> None:
        told = parse_qs(urlsplit(self.path).query)
        frame: dict[str, Any] = {"status": "ok"}
        if "p" not in told:
            frame = {"status": "failed", "error": {"code": 10, "message": "A required parameter is missing."}}
        elif bytes.fromhex(told["p"][0].removeprefix("enc:")).decode() != PASSWORD:
            frame = {"status": "failed", "error": {"code": 40, "message": "Wrong username or password."}}
        say(self, 200, json.dumps({"subsonic-response": frame}).encode())


class JellyfinLists(BaseHTTPRequestHandler):
    """What PlaylistsController of Jellyfin 10.9 answers, as its API description has it."""

    lists: dict[str, dict[str, Any]]

    def do_GET(self) -> None:
        self._say(200 if self._key in self.lists else 404, {"Shares": [], "ItemIds": [], "OpenAccess": False})

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "secret-token" not in self.headers["Authorization"]:
            return self._say(401, {})
        if self.path == "/Playlists":
            key = f"{len(self.lists) + 1:032x}"
            self.lists[key] = {**told}
            return self._say(200, {"Id": key})
        if self._key not in self.lists:
            return self._say(404, {})
        self.lists[self._key].update(told)
        return self._say(204, None)

    def do_DELETE(self) -> None:
        self._say(204 if self.lists.pop(self._key, None) else 404, None)

    @property
    def _key(self) -> str:
        return urlsplit(self.path).path.rpartition("/")[2]

    def _say(self, status: int, told: Any) -> None:
        say(self, status, json.dumps(told).encode() if told is not None else b"")
