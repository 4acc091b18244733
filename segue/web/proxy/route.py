"""The proxy as a part of the application: everything below /rest/, and what it needs beside the requests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from litestar import Litestar, asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from segue.app import App
from segue.web.proxy.adds import Adds
from segue.web.proxy.devices import Devices
from segue.web.proxy.names import Names
from segue.web.proxy.outbox import Outbox
from segue.web.proxy.relay import Relay
from segue.web.proxy.songs import Songs
from segue.web.proxy.upstream import Upstream
from segue.web.proxy.watch import Watch

_TICK_S = 2.0


class Proxy:
    """Raises ValueError: `settings.subsonic_upstream` is no address."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._upstream = Upstream(app.settings.subsonic_upstream)
        songs, self._outbox = Songs(self._upstream), Outbox(app)
        self._devices = Devices(songs, self._outbox)
        names = Names(app.accounts, self._upstream)
        self._watch = Watch(names, songs, self._devices, self._outbox)
        adds = Adds(app, self._upstream, names) if app.settings.subsonic_mixes else None
        self._relay = Relay(app.settings, self._upstream, self._watch, adds)

    def route(self) -> ASGIRouteHandler:
        @asgi("/rest", is_mount=True, copy_scope=True)
        async def through(scope: Scope, receive: Receive, send: Send) -> None:
            await self._relay(scope, receive, send)

        return through

    @asynccontextmanager
    async def beside(self, _: Litestar) -> AsyncIterator[None]:
        """Connections to the server, and a clock for the players."""
        async with self._upstream.opened():
            ticking = asyncio.create_task(self._tick())
            try:
                yield
            finally:
                ticking.cancel()
                with suppress(asyncio.CancelledError):
                    await ticking
                await self._devices.close()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            known = sorted({*self._devices.listeners(), *self._outbox.listeners()})
            for listener in self._app.accounts.forgotten(known):
                self._devices.erase(listener)
                self._outbox.erase(listener)
            await self._watch.tick()
