"""Artists: what they made, and who is like them. All of it as of the model in service."""

import asyncio
from typing import Any

import numpy as np
from litestar import Request, Response, get
from litestar.params import FromPath
from numpy.typing import NDArray

from segue.flows.near import related
from segue.recommend.serving import ServingModel
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, reply
from segue.web.protocols.spotify.asked import dashed, several, stretch
from segue.web.protocols.spotify.discs import discs_of
from segue.web.protocols.spotify.documented import PagedOperation, SeveralOperation, SpokenOperation
from segue.web.protocols.spotify.shapes import View, page

_MOST, _TOP, _RELATED = 50, 10, 20


@get("/v1/artists", operation_class=SeveralOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_artists(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Up to 50 by `ids`; null for each that is not here."""
    view = View.of(request)
    asking(request)
    found = [view.model.by_artist.named(dashed(one, "artist")) for one in several(request, "ids", _MOST)]
    return reply({"artists": [_artist(view, rows) if len(rows) else None for rows in found]})


@get("/v1/artists/{artist:str}", operation_class=SpokenOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_artist(request: Request[Any, Any, Any], artist: FromPath[str]) -> Response[bytes]:
    """One; `genres` are the tags of their tracks, the commonest first."""
    view, rows = _asked(request, artist)
    return reply(_artist(view, rows))


@get(
    "/v1/artists/{artist:str}/top-tracks",
    operation_class=SpokenOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_top_tracks(request: Request[Any, Any, Any], artist: FromPath[str]) -> Response[bytes]:
    """Their ten best known here."""
    view, rows = _asked(request, artist)
    return reply({"tracks": [view.track(view.model.items[row]) for row in rows[:_TOP].tolist()]})


@get(
    "/v1/artists/{artist:str}/albums",
    operation_class=PagedOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_artist_albums(request: Request[Any, Any, Any], artist: FromPath[str]) -> Response[bytes]:
    """Their albums, the best known first. Everything is an album: nobody tells singles apart."""
    view, rows = _asked(request, artist)
    limit, offset = stretch(request)
    groups = request.query_params.get("include_groups") or request.query_params.get("album_type") or "album"
    discs = await asyncio.to_thread(discs_of, request)
    albums = discs.of_artist(rows) if "album" in groups.split(",") else []
    told = []
    for album in albums[offset : offset + limit]:
        some = discs.rows(album)
        told.append({**view.album_name(discs.model.items[int(some[0])], len(some)), "album_group": "album"})
    return reply(page(request, told, len(albums), limit, offset))


@get(
    "/v1/artists/{artist:str}/related-artists",
    operation_class=SpokenOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_related(request: Request[Any, Any, Any], artist: FromPath[str]) -> Response[bytes]:
    """Up to twenty whose tracks lie nearest to theirs, by what everybody hears and how tracks are tagged."""
    asking(request)
    index = await asyncio.to_thread(app_of(request).prompter.index)
    view, rows = _asked(request, artist, index.model)
    near = related(view.model, rows, index.public(view.app.settings.least_listeners), _RELATED)
    return reply({"artists": [_artist(view, view.model.by_artist.rows(one)) for one in near]})


def _asked(
    request: Request[Any, Any, Any], artist: str, model: ServingModel | None = None
) -> tuple[View, NDArray[np.int32]]:
    """The artist's rows, the best known first. Raises Problem 404."""
    asking(request)
    view = View.of(request, model)
    rows = view.model.by_artist.named(dashed(artist, "artist"))
    if not len(rows):
        raise Problem(404, "Resource not found")
    return view, rows


def _artist(view: View, rows: NDArray[np.int32]) -> dict[str, Any]:
    return view.artist(view.model.items[int(rows[0])].artist, rows)
