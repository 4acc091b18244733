"""Upstream: the server with the music, as an HTTP client sees it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import msgspec
from yarl import URL

from segue.web.proxy.call import Call

_CONNECT_S = 10.0
_SILENT_S = 300.0  # a transcoder may take its time, but not for ever
_IDLE_S = 4.0  # shorter than servers wait, so that none closes a connection just as it is used again
_BUFFER = 128 * 1024  # bytes read ahead of a slow player, doubled at most
_NO_HEADERS = frozenset({"User-Agent", "Accept", "Accept-Encoding", "Content-Type"})
_MOST = 4 * 2**20  # bytes of an answer to our own questions


class Upstream:
    """`open` passes a request on; `ask` asks something of our own, with the player's credentials."""

    def __init__(self, url: str) -> None:
        """Raises ValueError: not an address of a server."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("subsonic_upstream must be an address like http://127.0.0.1:4533")
        if parts.username or parts.password:
            raise ValueError("subsonic_upstream must not hold a password: players send their own")
        self._base = url.rstrip("/").removesuffix("/rest")
        self.address = self._base
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connections live as long as the block."""
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_S)
        async with aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,  # what comes compressed goes on compressed
            cookie_jar=aiohttp.DummyCookieJar(),  # cookies are the players' own
            read_bufsize=_BUFFER,
            skip_auto_headers=_NO_HEADERS,
            trust_env=False,
        ) as self._session:
            yield
        self._session = None

    @asynccontextmanager
    async def open(
        self, method: str, path: str, query: str, headers: Sequence[tuple[str, str]], body: Any = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer, its body not yet read. Path and query go on byte for byte.

        Raises:
            aiohttp.ClientError, TimeoutError: no answer.
        """
        assert self._session is not None, "inside `opened` only"
        url = URL(f"{self._base}{path}{'?' if query else ''}{query}", encoded=True)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=_SILENT_S)
        async with self._session.request(
            method, url, headers=headers, data=body, allow_redirects=False, timeout=timeout
        ) as response:
            yield response

    async def ask(self, call: Call, method: str, **params: str) -> dict[str, Any] | None:
        """The answer's `subsonic-response` when its status is ok, else None.

        It goes the way the player's own call went: what was in a form goes in a form, never into an address.
        """
        form = urlencode([*call.credentials, *params.items(), ("f", "json")])
        headers = [("user-agent", call.agent)] if call.agent else []
        verb, query, body = "GET", form, None
        if call.by_form:
            verb, query, body = "POST", "", form.encode()
            headers.append(("content-type", "application/x-www-form-urlencoded"))
        try:
            async with self.open(verb, f"/rest/{method}.view", query, headers, body) as response:
                if response.status != 200:
                    return None
                told = await _read(response)
        except (aiohttp.ClientError, TimeoutError):
            return None
        found = told.get("subsonic-response") if isinstance(told, dict) else None
        return found if isinstance(found, dict) and found.get("status") == "ok" else None


async def _read(response: aiohttp.ClientResponse) -> Any:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _MOST:
            return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
