"""Playlists out, as JSPF: those that people made, and mixes as the ones that were created for them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.domain.listener import Listener
from segue.flows.lists import NoList
from segue.playlists.files.jspf import jspf
from segue.playlists.sheet import Sheet
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.listenbrainz.answer import IN_THEIR_WORDS, asking, asking_for, reply
from segue.web.protocols.listenbrainz.documented import PlaylistOperation, PlaylistsOperation
from segue.web.protocols.listenbrainz.listens import whole

_USUAL, _MOST = 25, 1_000


@get(
    "/1/user/{user_name:str}/playlists",
    operation_class=PlaylistsOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_playlists(request: Request[Any, Any, Any], user_name: FromPath[str]) -> Response[bytes]:
    """Those that you made, without their tracks, what changed last first."""

    def read(listener: Listener, _: datetime) -> list[Sheet]:
        own = [one for one in app_of(request).sheets.made(listener) if one.mine]
        return sorted(own, key=lambda one: one.changed, reverse=True)

    return await _listed(request, user_name, read)


@get(
    "/1/user/{user_name:str}/playlists/createdfor",
    operation_class=PlaylistsOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_created_for(request: Request[Any, Any, Any], user_name: FromPath[str]) -> Response[bytes]:
    """Your mixes that are out, without their tracks.

    `source_patch` is `weekly-exploration` of discover_weekly, `weekly-jams` of rediscover, `daily-jams` of
    daily_mix_1; of the others it is their name.
    """
    return await _listed(request, user_name, app_of(request).sheets.mixes)


@get(
    "/1/playlist/{playlist:str}",
    operation_class=PlaylistOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_playlist(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """One of them with its tracks; of a mix the issue that is out, and what was skipped left out."""
    app, listener = app_of(request), asking(request)
    try:
        wanted = str(UUID(playlist))
    except ValueError:
        raise Problem(400, "Provided playlist ID is invalid.") from None
    try:
        found = await asyncio.to_thread(app.sheets.get, listener, wanted, datetime.now(UTC))
    except NoList:
        raise Problem(404, "Cannot find playlist.") from None
    tracks = request.query_params.get("fetch_metadata", "").lower() != "false"
    return reply(jspf(found, listener.name, tracks=tracks))


async def _listed(
    request: Request[Any, Any, Any], user_name: str, read: Callable[[Listener, datetime], list[Sheet]]
) -> Response[bytes]:
    listener = asking_for(request, user_name)
    count, offset = min(whole(request, "count", _USUAL) or 0, _MOST), whole(request, "offset") or 0
    found = await asyncio.to_thread(read, listener, datetime.now(UTC))
    page = [jspf(one, listener.name, tracks=False) for one in found[offset : offset + count]]
    return reply({"count": len(page), "offset": offset, "playlist_count": len(found), "playlists": page})
