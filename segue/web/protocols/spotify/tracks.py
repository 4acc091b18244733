"""Tracks and albums by their ids."""

import asyncio
from typing import Any

import numpy as np
from litestar import Request, Response, get
from litestar.params import FromPath
from numpy.typing import NDArray

from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, reply
from segue.web.protocols.spotify.asked import dashed, several, stretch, track_of
from segue.web.protocols.spotify.discs import Discs, discs_of
from segue.web.protocols.spotify.documented import PagedOperation, SeveralOperation, SpokenOperation
from segue.web.protocols.spotify.shapes import View, page

_TRACKS, _ALBUMS, _PAGE = 50, 20, 50


@get("/v1/tracks", operation_class=SeveralOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_tracks(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Up to 50 by `ids`, Segue's or, where an import told them, Spotify's; null for each that is not here."""
    app, view = app_of(request), View.of(request)
    asking(request)
    found = [track_of(app, one) for one in several(request, "ids", _TRACKS)]
    return reply({"tracks": [view.track(one) if one is not None else None for one in found]})


@get("/v1/tracks/{track:str}", operation_class=SpokenOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_track(request: Request[Any, Any, Any], track: FromPath[str]) -> Response[bytes]:
    """One."""
    app = app_of(request)
    asking(request)
    found = track_of(app, track)
    if found is None:
        raise Problem(404, "Resource not found")
    return reply(View.of(request).track(found))


@get("/v1/albums", operation_class=SeveralOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_albums(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Up to 20 by `ids`; null for each that is not here."""
    asking(request)
    ids = [dashed(one, "album") for one in several(request, "ids", _ALBUMS)]
    view, discs = View.of(request), await asyncio.to_thread(discs_of, request)
    found = [discs.named(one) for one in ids]
    return reply({"albums": [_album(request, view, discs, rows) if len(rows) else None for rows in found]})


@get("/v1/albums/{album:str}", operation_class=SpokenOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_album(request: Request[Any, Any, Any], album: FromPath[str]) -> Response[bytes]:
    """One, with its first 50 tracks. Their order on the record is not known: the best known come first."""
    asking(request)
    discs, rows = await _asked(request, album)
    return reply(_album(request, View.of(request), discs, rows))


@get(
    "/v1/albums/{album:str}/tracks",
    operation_class=PagedOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_album_tracks(request: Request[Any, Any, Any], album: FromPath[str]) -> Response[bytes]:
    """Its tracks in pages."""
    asking(request)
    limit, offset = stretch(request)
    discs, rows = await _asked(request, album)
    return reply(_tracks(request, View.of(request), discs, rows, limit, offset))


async def _asked(request: Request[Any, Any, Any], album: str) -> tuple[Discs, NDArray[np.int32]]:
    """Raises Problem 404."""
    key = dashed(album, "album")
    discs = await asyncio.to_thread(discs_of, request)
    rows = await asyncio.to_thread(discs.named, key)
    if not len(rows):
        raise Problem(404, "Resource not found")
    return discs, rows


def _album(request: Request[Any, Any, Any], view: View, discs: Discs, rows: NDArray[np.int32]) -> dict[str, Any]:
    first = discs.model.items[int(rows[0])]
    told = view.album_name(first, len(rows))
    path = f"albums/{told['id']}/tracks"
    return {
        **told,
        "copyrights": [],
        "external_ids": {},
        "genres": list(first.tags[:10]),
        "label": "",
        "popularity": max(view.popularity(discs.model.items[row]) for row in rows.tolist()),
        "tracks": _tracks(request, view, discs, rows, _PAGE, 0, path),
    }


def _tracks(
    request: Request[Any, Any, Any],
    view: View,
    discs: Discs,
    rows: NDArray[np.int32],
    limit: int,
    offset: int,
    path: str = "",
) -> dict[str, Any]:
    some = [discs.model.items[row] for row in rows[offset : offset + limit].tolist()]
    return page(request, [view.track(one, album=False) for one in some], len(rows), limit, offset, path)
