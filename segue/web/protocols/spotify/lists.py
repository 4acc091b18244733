"""Playlists out: those that people made, and mixes, which nobody but Segue changes."""

import asyncio
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.domain.listener import Listener
from segue.domain.track import hex_id
from segue.playlists.sheet import Sheet
from segue.web.auth import app_of
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, reply
from segue.web.protocols.spotify.asked import dashed, stretch
from segue.web.protocols.spotify.documented import ImagesOperation, PagedOperation, SpokenOperation
from segue.web.protocols.spotify.shapes import View, page

_WHOLE = 100  # items that come with a playlist


def user(view: View, name: str) -> dict[str, Any]:
    key = quote(name, safe="")
    return {
        "display_name": name,
        "external_urls": {},
        "href": f"{view.base}users/{key}",
        "id": name,
        "type": "user",
        "uri": f"spotify:user:{name}",
    }


def snapshot(sheet: Sheet) -> str:
    """Another one after every change."""
    told = f"{sheet.id}|{sheet.changed.isoformat()}|{len(sheet.tracks)}|{sheet.title}"
    return blake2b(told.encode(), digest_size=16).hexdigest()


def head(view: View, sheet: Sheet) -> dict[str, Any]:
    """Without its tracks. `tracks` is what it was called until 2025, `items` since."""
    key = hex_id(sheet.id)
    tracks = {"href": f"{view.base}playlists/{key}/items", "total": len(sheet.tracks)}
    return {
        "collaborative": False,
        "description": sheet.about,
        "external_urls": {},
        "href": f"{view.base}playlists/{key}",
        "id": key,
        "images": [],
        "items": tracks,
        "name": sheet.title,
        "owner": user(view, sheet.creator),
        "primary_color": None,
        "public": sheet.public,
        "snapshot_id": snapshot(sheet),
        "tracks": tracks,
        "type": "playlist",
        "uri": f"spotify:playlist:{key}",
    }


async def sheet_of(request: Request[Any, Any, Any], listener: Listener, playlist: str) -> Sheet:
    """Raises NoList, or Problem 400."""
    key = dashed(playlist, "playlist")
    return await asyncio.to_thread(app_of(request).sheets.get, listener, key, datetime.now(UTC))


@get("/v1/me/playlists", operation_class=PagedOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_my_playlists(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Yours, those that others opened for everybody, and your mixes, whose owner is `Segue`."""
    app, listener = app_of(request), asking(request)
    limit, offset = stretch(request)
    found = await asyncio.to_thread(app.sheets.all, listener, datetime.now(UTC))
    return _listed(request, found, limit, offset)


@get(
    "/v1/users/{user_id:str}/playlists",
    operation_class=PagedOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_user_playlists(request: Request[Any, Any, Any], user_id: FromPath[str]) -> Response[bytes]:
    """Yours, or what this one opened for everybody."""
    app, listener = app_of(request), asking(request)
    limit, offset = stretch(request)
    made = await asyncio.to_thread(app.sheets.made, listener)
    own = user_id.casefold() == listener.name.casefold()
    found = [one for one in made if (one.mine if own else one.creator.casefold() == user_id.casefold())]
    return _listed(request, found, limit, offset)


@get(
    "/v1/playlists/{playlist:str}", operation_class=SpokenOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS
)
async def get_playlist(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """One with its first 100 tracks; of a mix the issue that is out, and what was skipped left out."""
    view, sheet = View.of(request), await sheet_of(request, asking(request), playlist)
    items = _items(request, view, sheet, _WHOLE, 0, f"playlists/{hex_id(sheet.id)}/items")
    return reply({**head(view, sheet), "followers": {"href": None, "total": 0}, "tracks": items, "items": items})


@get(
    ["/v1/playlists/{playlist:str}/items", "/v1/playlists/{playlist:str}/tracks"],
    operation_class=PagedOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_playlist_items(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """Its tracks in pages; each is there as `track` and, as since 2026, as `item`."""
    limit, offset = stretch(request, usual=_WHOLE, most=_WHOLE)
    sheet = await sheet_of(request, asking(request), playlist)
    return reply(_items(request, View.of(request), sheet, limit, offset))


@get(
    "/v1/playlists/{playlist:str}/images",
    operation_class=ImagesOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_images(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """None that could be fetched without a token."""
    await sheet_of(request, asking(request), playlist)
    return reply([])


def _listed(request: Request[Any, Any, Any], found: list[Sheet], limit: int, offset: int) -> Response[bytes]:
    view = View.of(request)
    told = [head(view, one) for one in found[offset : offset + limit]]
    return reply(page(request, told, len(found), limit, offset))


def _items(
    request: Request[Any, Any, Any], view: View, sheet: Sheet, limit: int, offset: int, path: str = ""
) -> dict[str, Any]:
    added = sheet.made.isoformat(timespec="seconds").replace("+00:00", "Z")
    told = []
    for track in sheet.tracks[offset : offset + limit]:
        one = view.track(track)
        told.append(
            {
                "added_at": added,
                "added_by": user(view, sheet.creator),
                "is_local": False,
                "item": one,
                "primary_color": None,
                "track": one,
                "video_thumbnail": {"url": None},
            }
        )
    return page(request, told, len(sheet.tracks), limit, offset, path)
