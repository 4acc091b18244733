"""The covers of playlists. Of songs and albums there are none here."""

import asyncio
from datetime import datetime

from litestar import Response

from segue.app import App
from segue.domain.listener import Listener
from segue.flows.lists import NoList
from segue.web.protocols.subsonic.asked import Asked
from segue.web.protocols.subsonic.params import NOT_FOUND, Fault
from segue.web.protocols.subsonic.playlists import SIGN, playlist_id

_FRESH = {"Cache-Control": "private, max-age=300", "Access-Control-Allow-Origin": "*"}


async def picture(asked: Asked) -> Response[bytes]:
    """Raises Fault: there is none."""
    key = playlist_id(asked.params.needed("id").removeprefix(SIGN))
    try:
        drawn = await asyncio.to_thread(drawn_for, asked.app, asked.listener, key, asked.now)
    except NoList:
        raise Fault(NOT_FOUND, "Cover not found.") from None
    return Response(drawn, media_type="image/svg+xml", headers=_FRESH)


def drawn_for(app: App, listener: Listener, key: str, now: datetime) -> bytes:
    return app.sheets.cover(app.sheets.get(listener, key, now)).encode()
