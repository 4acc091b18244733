"""Connections: how many there may be, how slowly they may speak, and how the server is put behind them.

Bodies have their own limits (`segue.web.body`). Here is what comes before one: a head that trickles in or never
comes, a head without end, and more connections than there is room for. As a last resort a request whose body is
not complete long after its limit is cut off, whichever route it was for.
"""

import asyncio
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from segue.app import App
from segue.web.server import front

MOST_HEAD_BYTES = 64 * 1024
_GRACE_S = 10.0  # for the route's own answer to a body that is too slow
_LINGER_S = 2.0  # to let a client read that it is turned away
_TURNED_AWAY = (
    b"HTTP/1.1 503 Service Unavailable\r\n"
    b"content-type: application/problem+json\r\nretry-after: 5\r\nconnection: close\r\n"
)
_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\nconnection: close\r\n"
_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/problem+json\r\nconnection: close\r\n"
)


def configured(app: App, cert: Path | None = None, key: Path | None = None) -> uvicorn.Config:
    """The server over an `App`, with TLS where certificate and key are given."""
    settings = app.settings

    class Here(Guarded):
        slowest_head_s = settings.slowest_head_s
        slowest_body_s = settings.slowest_body_s
        most = settings.max_connections

    return uvicorn.Config(
        front(app),
        http=Here,
        ws="none",
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `front` has them read where somebody wants to know
        timeout_keep_alive=30,
        backlog=2048,
        ssl_certfile=cert,
        ssl_keyfile=key,
    )


class Guarded(HttpToolsProtocol):
    """One connection."""

    slowest_head_s = 10.0
    slowest_body_s = 30.0
    most = 1000

    _late: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = 0
    _gone = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            if len(self.connections) > 2 * self.most:  # those that are being told take room too
                self._gone = True
                transport.abort()
            else:
                self._end(_TURNED_AWAY, 503, "Not now", f"{self.most:,} connections are open already")
            return
        self._expect(self.slowest_head_s, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        self._relax()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._gone:
            return
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self._end(_LONG, 431, "Too much at once", f"the head has more than {MOST_HEAD_BYTES:,} bytes")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        if self._late is None:  # a further request on this connection
            self._expect(self.slowest_head_s, self._head_is_late)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._expect(self.slowest_body_s + _GRACE_S, self._body_is_late)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._relax()
        super().on_message_complete()

    def _expect(self, seconds: float, late: Any) -> None:
        self._relax()
        self._late = self.loop.call_later(seconds, late)

    def _relax(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _head_is_late(self) -> None:
        detail = f"the head of the request was not complete after {self.slowest_head_s:g} s"
        self._end(_SLOW, 408, "The request took too long", detail)

    def _body_is_late(self) -> None:
        self._gone = True
        self.transport.abort()

    def _end(self, head: bytes, status: int, title: str, detail: str) -> None:
        """Say why, hear no more, and close."""
        self._relax()
        self._gone = True
        if self.cycle is not None and not self.cycle.response_complete:  # an answer is on its way already
            self.transport.close()
            return
        body = b'{"type":"about:blank","title":"%s","status":%d,"detail":"%s"}' % (
            title.encode(),
            status,
            detail.encode(),
        )
        self.transport.write(b"%scontent-length: %d\r\n\r\n%s" % (head, len(body), body))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._late = self.loop.call_later(_LINGER_S, self.transport.abort)
