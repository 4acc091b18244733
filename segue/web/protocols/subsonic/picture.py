"""The covers of playlists. Of songs and albums there are none here."""

import asyncio

from litestar import Response

from segue.flows.lists import NoList
from segue.playlists.cover.raster import MOST
from segue.web.protocols.subsonic.asked import Asked
from segue.web.protocols.subsonic.params import NOT_FOUND, Fault
from segue.web.protocols.subsonic.playlists import SIGN, playlist_id

_FRESH = {"Cache-Control": "private, max-age=300", "Access-Control-Allow-Origin": "*"}


async def picture(asked: Asked) -> Response[bytes]:
    """Raises Fault: there is none."""
    key = playlist_id(asked.params.needed("id").removeprefix(SIGN))
    try:
        sheet = await asyncio.to_thread(asked.app.sheets.get, asked.listener, key, asked.now)
    except NoList:
        raise Fault(NOT_FOUND, "Cover not found.") from None
    drawn = await asyncio.to_thread(asked.app.sheets.cover, sheet, asked.params.whole("size", 300, MOST))
    return Response(drawn, media_type="image/png", headers=_FRESH)
