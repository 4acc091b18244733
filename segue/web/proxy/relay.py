"""Relay: one request on its way to the server and its answer on its way back, chunk by chunk.

Nothing is read ahead of the player beyond one small buffer: sending waits until the player takes, and reading
waits for sending. A player that hangs up ends the request to the server at once.
"""

import asyncio
import logging
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import aiohttp
from litestar import Response
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from segue.settings import Settings
from segue.web.protocols.subsonic import reply
from segue.web.protocols.subsonic.params import GENERIC, Fault, Params, read_params
from segue.web.proxy import headers
from segue.web.proxy.adds import Adds
from segue.web.proxy.answer import read_answer
from segue.web.proxy.call import Call, read_call
from segue.web.proxy.devices import Transfer
from segue.web.proxy.sound import is_sound, ranges
from segue.web.proxy.upstream import Upstream
from segue.web.proxy.watch import Watch

_FORM = "application/x-www-form-urlencoded"
_MOST_READ = 2 * 2**20  # bytes of an answer that are held back to read it; a longer one goes on without
_PATIENCE_S = 3.0  # a player waits no longer than this for us to record what it told
_log = logging.getLogger(__name__)


class Gone(Exception):  # noqa: N818 - a state
    """The player hung up."""


class Out:
    """The way back to the player."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def head(self, status: int, pairs: list[tuple[bytes, bytes]]) -> None:
        self.begun = True
        await self._send({"type": "http.response.start", "status": status, "headers": pairs})

    async def body(self, chunk: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": chunk, "more_body": more})

    async def say(self, params: Params, code: int, message: str, status: int) -> None:
        """A refusal of our own, as the protocol writes it."""
        await self.tell(reply.failed(params, code, message, status))

    async def tell(self, told: Response[bytes]) -> None:
        """An answer of our own."""
        kind, kept = (told.media_type or "").encode(), told.headers.get("Cache-Control", "no-store").encode()
        pairs = [(b"content-type", kind), (b"access-control-allow-origin", b"*"), (b"cache-control", kept)]
        await self.head(told.status_code or 200, pairs)
        await self.body(told.content, more=False)


class Relay:
    def __init__(self, settings: Settings, upstream: Upstream, watch: Watch, adds: Adds | None = None) -> None:
        """adds: None = the server answers alone."""
        self._settings = settings
        self._upstream = upstream
        self._watch = watch
        self._adds = adds
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        params, out = Params({}), Out(send)
        if scope["type"] != ScopeType.HTTP:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        if _leaves(scope["raw_path"]):
            await out.say(params, GENERIC, "Only what is below /rest/ passes.", 404)
            return
        try:
            query = scope["query_string"].decode("latin-1")
            params = asked = read_params(query)
            body = await _read_body(receive, self._settings) if _has_body(scope) else None
            if body is not None and _is_form(scope):
                params = read_params(query, body.decode("utf-8", "replace"))
        except Gone:
            return
        except TimeoutError:
            await out.say(params, GENERIC, "The body came too slowly.", 408)
            return
        except Fault as fault:
            await out.say(params, fault.code, fault.message, 400)
            return
        by_form = all(asked.one(name) is None for name in ("u", "apiKey"))
        call = read_call(scope, params, by_form)
        if (own := await self._own(call)) is not None:
            await out.tell(own)
            return
        passing = self._pass(call, scope, out, query, body)
        if call.tells:  # what was told stays told, also by a player that does not wait for the answer
            await passing
        else:
            await _until_gone(passing, receive)

    async def _own(self, call: Call) -> Response[bytes] | None:
        """A fault of ours must not cost a player the server's answer."""
        try:
            return await self._adds.answer(call) if self._adds is not None else None
        except Exception as error:
            _log.error("the proxy could not add to %s", call.method, exc_info=error)
            return None

    async def _pass(self, call: Call, scope: Scope, out: Out, query: str, body: bytes | None) -> None:
        sent = headers.to_upstream(scope, plain=call.tells)
        path = scope["raw_path"].decode("latin-1")
        try:
            async with self._upstream.open(call.verb, path, query, sent, body) as response:
                if call.tells and response.status == 200:
                    await self._read_along(call, response, out)
                else:
                    await self._hand_on(call, response, out)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.warning("the Subsonic server does not answer: %s", type(error).__name__)
            if not out.begun:  # else the connection breaks: half a song must not look like a whole one
                await out.say(call.params, GENERIC, "The Subsonic server behind Segue does not answer.", 502)

    async def _hand_on(self, call: Call, response: aiohttp.ClientResponse, out: Out) -> None:
        """Head, then bytes as they come."""
        transfer, listener = None, None
        if (song := call.sound) is not None and is_sound(response):
            listener = await self._watch.names.listener(call)
            if listener is not None:
                now = datetime.now(UTC)
                more = {**ranges(response, call), "offset_ms": call.offset_ms}
                transfer = self._watch.devices.opened(listener, call, song, now, **more)
        whole = False
        try:
            await out.head(response.status, headers.to_player(response.raw_headers))
            await _flow(response, out, transfer)
            whole = True
        finally:
            if transfer is not None and listener is not None:
                self._watch.devices.closed(listener, call, transfer, datetime.now(UTC), whole)

    async def _read_along(self, call: Call, response: aiohttp.ClientResponse, out: Out) -> None:
        """A short answer, held back until what was told is on disk: whoever hears "ok" may forget it."""
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > _MOST_READ:
                break
        whole = response.content.at_eof()
        answer = read_answer(bytes(body), whole, call.method.startswith("search"))
        if answer.ok and (listener := await self._watch.names.listener(call)) is not None:
            recording = asyncio.create_task(self._watch.told(listener, call, answer))
            self._late.add(recording)
            recording.add_done_callback(self._over)
            await asyncio.wait([recording], timeout=_PATIENCE_S)
        await out.head(response.status, headers.to_player(response.raw_headers))
        await out.body(bytes(body), more=not whole)
        if not whole:
            await _flow(response, out, None)

    def _over(self, recording: "asyncio.Task[None]") -> None:
        self._late.discard(recording)
        if not recording.cancelled() and (error := recording.exception()) is not None:
            _log.error("what passed through the proxy could not be recorded", exc_info=error)


async def _until_gone(work: Any, receive: Receive) -> None:
    """Run `work`; cancel it when the player hangs up."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (leaving, working):
            if not task.done():
                task.cancel()
        with suppress(asyncio.CancelledError):
            await leaving
    with suppress(asyncio.CancelledError):
        await working


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _flow(response: aiohttp.ClientResponse, out: Out, transfer: Transfer | None) -> None:
    async for chunk in response.content.iter_any():
        await out.body(chunk, more=True)
        if transfer is not None:
            transfer.sent += len(chunk)
    await out.body(b"", more=False)


def _leaves(path: bytes) -> bool:
    """A path that steps out of /rest/, into what the server shows only to its neighbours."""
    return not path.startswith(b"/rest/") or ".." in re.split(r"[/\\]", unquote(path.decode("latin-1")))


def _is_form(scope: Scope) -> bool:
    return headers.of(scope["headers"], b"content-type").partition(";")[0].strip().lower() == _FORM


def _has_body(scope: Scope) -> bool:
    length = headers.of(scope["headers"], b"content-length")
    return length not in ("", "0") or headers.of(scope["headers"], b"transfer-encoding") != ""


async def _read_body(receive: Receive, settings: Settings) -> bytes:
    """Raises Gone, TimeoutError for one that trickles, and Fault for more than any call needs."""
    body, more = bytearray(), True
    async with asyncio.timeout(settings.slowest_body_s):
        while more:
            message: Any = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > settings.max_body_bytes:
                raise Fault(GENERIC, f"The body has more than {settings.max_body_bytes:,} bytes.")
    return bytes(body)
