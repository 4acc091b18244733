"""The shortest way in, in front of the framework: a plain body of our own events, with a token.

Players that tell each event as it happens send a great many of these, and here one costs a third of what it costs
through the framework. Everything that is not quite usual (another dialect, gzip, a cookie, a page of another site, a
wrong token, an event to be refused) goes on to `post_events` with its body, and that answers and explains: nothing is
judged here that is not judged there in the same way.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from segue.app import App
from segue.domain.consent import Refused
from segue.flows.record import Receipt
from segue.ingest import wire
from segue.ingest.dialects.native import MAX_EVENTS
from segue.ports import Appended, Unavailable
from segue.web.pace import Pace

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Message, Receive, Send], Awaitable[None]]

PATH = "/api/v1/events"
_MOST_BYTES = 64 * 1024
_TAKEN = frozenset(
    {b"host", b"authorization", b"content-length", b"content-type", b"user-agent", b"accept", b"accept-encoding",
     b"connection", b"accept-language", b"cache-control", b"x-forwarded-for", b"x-forwarded-proto"}
)  # fmt: skip
_encode = msgspec.json.Encoder().encode


class Quick:
    """An ASGI application over another one."""

    def __init__(self, app: App, rest: ASGIApp, pace: Pace, headers: list[tuple[bytes, bytes]]) -> None:
        self._app = app
        self._rest = rest
        self._pace = pace
        self._headers = [(b"content-type", b"application/json"), *headers]
        self._landing = Landing()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            return await self._rest(scope, receive, send)
        token = _token(scope["headers"])
        if token is None:
            return await self._rest(scope, receive, send)
        first = await receive()
        if first["type"] == "http.request" and not first.get("more_body"):
            try:
                receipt = await self._taken(token, first["body"])
            except Unavailable:
                receipt = None  # the framework tries once more, and says why not
            if receipt is not None:
                return await self._answer(receipt, send)
        return await self._rest(scope, _again(first, receive), send)

    async def _taken(self, token: str, body: bytes) -> Receipt | None:
        """None: it is not for here."""
        app = self._app
        listener = app.accounts.by_token(token)
        if listener is None:
            return None
        who = listener.id

        def own(clock: str, sent: datetime, received: datetime) -> timedelta:
            return app.clocks.offset(f"{who}\0{clock}", sent, received)

        events = wire.decode(body, datetime.now(UTC), MAX_EVENTS, own)
        if events is None or self._pace.take(token):
            return None
        try:
            waiting = app.recorder.submit(listener, events)
        except Refused:
            return None
        appended = await self._landing.of(waiting)
        return Receipt(len(events), (), appended.offset)

    async def _answer(self, receipt: Receipt, send: Send) -> None:
        body = _encode(receipt)
        headers = [*self._headers, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class Landing:
    """Brings results of the log's thread to the loop: one bell for all that a commit made durable."""

    def __init__(self) -> None:
        self._landed: deque[tuple[asyncio.Future[Appended], Future[Appended]]] = deque()
        self._ringing = False

    def of(self, future: "Future[Appended]") -> "asyncio.Future[Appended]":
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Appended] = loop.create_future()

        def land(done: "Future[Appended]") -> None:
            self._landed.append((waiting, done))
            if not self._ringing:
                self._ringing = True
                loop.call_soon_threadsafe(self._settle)

        future.add_done_callback(land)
        return waiting

    def _settle(self) -> None:
        self._ringing = False  # first: who lands from here on rings again
        while self._landed:
            waiting, done = self._landed.popleft()
            if waiting.done():
                continue
            if (error := done.exception()) is not None:
                waiting.set_exception(error)
            else:
                waiting.set_result(done.result())


def _token(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Of a request that has nothing unusual about it."""
    token, length = None, False
    for name, value in headers:
        if name not in _TAKEN:
            return None
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            if scheme.lower() not in ("bearer", "token"):
                return None
        elif name == b"content-length":
            length = value.isdigit() and len(value) < 7 and int(value) <= _MOST_BYTES
    return token.strip() if token and length else None


def _again(first: Message, receive: Receive) -> Receive:
    """What was read comes once more."""
    waiting = [first]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
