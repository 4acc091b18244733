"""`/api/v1/mixes`: the playlists of a listener, their covers, and how one goes on after a skip."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from segue.domain.event import TrackId
from segue.domain.playlist import Playlist
from segue.domain.track import parse_track_id
from segue.playlists.asked import NoMix
from segue.playlists.turning import VISIBLE
from segue.recommend.message import languages
from segue.recommend.owned import BOTH, LIBRARY
from segue.web.api.asking import language
from segue.web.api.recommendations import PRIVATE, news
from segue.web.auth import app_of, listener_of
from segue.web.documented_mixes import CoverOperation, MixesOperation, MixNextOperation, MixOperation
from segue.web.problems import Problem

_MOST_VISIBLE = 500
_FRESH = {"Cache-Control": "private, max-age=300"}


@get("/api/v1/mixes", operation_class=MixesOperation, tags=["mixes"])
async def get_mixes(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The mixes that are out for you now, without their tracks. What nobody asked for yet is made."""
    app, listener = app_of(request), listener_of(request)
    lang, library = _lang(request), _library(request)
    found = await asyncio.to_thread(app.mixes.all, listener, datetime.now(UTC), lang, library)
    return _json({"mixes": [{**head(one), "length": len(one.tracks)} for one in found]})


@get("/api/v1/mixes/{name:str}", operation_class=MixOperation, tags=["mixes"])
async def get_mix(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """The issue of this mix that is out, with its tracks and why each is in it."""
    app, listener, now = app_of(request), listener_of(request), datetime.now(UTC)
    _known(request, name)
    library = _library(request)
    found = await asyncio.to_thread(app.mixes.playlist, listener, name, now, _lang(request), library)
    app.mixes.shown(listener, found, now, library)
    return _json(_whole(found))


@get("/api/v1/mixes/{name:str}/cover.svg", operation_class=CoverOperation, tags=["mixes"])
async def get_cover(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[str]:
    """Its picture: a square SVG without scripts or outside resources."""
    app, found = app_of(request), await _asked(request, name)
    return Response(app.mixes.cover(found), media_type="image/svg+xml", headers=_FRESH)


@post(
    "/api/v1/mixes/{name:str}/next",
    status_code=200,
    operation_class=MixNextOperation,
    tags=["mixes"],
    request_max_body_size=None,
)
async def post_mix_next(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Events and the mix as it goes on after them, in one round trip.

    What was heard is left out, what you see next stays unless you skipped something like it, the rest is refilled and
    put in order. `request.playing` says what is on, `request.visible` how many tracks after it you see.
    """
    app, listener = app_of(request), listener_of(request)
    _known(request, name)
    (playing, visible, library), receipt = await news(request, "POST /api/v1/mixes/{name}/next", _wanted)
    now = datetime.now(UTC)
    found = await asyncio.to_thread(app.mixes.turned, listener, name, now, playing, _lang(request), library, visible)
    app.mixes.shown(listener, found, now, library)
    return _json({**_whole(found), **msgspec.structs.asdict(receipt)})


def head(one: Playlist) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "title": one.title, "about": one.about, "period": one.period, "made": one.made,
        "until": one.until, "little": one.little, "duration_ms": one.duration_ms,
    }  # fmt: skip


def _whole(one: Playlist) -> dict[str, Any]:
    return {**head(one), "tracks": one.tracks, "changed": one.changed}


async def _asked(request: Request[Any, Any, Any], name: str) -> Playlist:
    app, listener = app_of(request), listener_of(request)
    _known(request, name)
    return await asyncio.to_thread(app.mixes.playlist, listener, name, datetime.now(UTC), _lang(request))


def _known(request: Request[Any, Any, Any], name: str) -> None:
    try:
        app_of(request).mixes.named(name)
    except NoMix as none:
        raise Problem(404, str(none), "name") from None


def _wanted(wanted: Any) -> tuple[TrackId | None, int, str]:
    """What is on, how many tracks after it are seen, and of which library the mix is."""
    if not isinstance(wanted, Mapping):
        raise Problem(400, "want an object", "request")
    visible, library = wanted.get("visible", VISIBLE), wanted.get("library", BOTH)
    if isinstance(visible, bool) or not isinstance(visible, int) or not 0 <= visible <= _MOST_VISIBLE:
        raise Problem(400, f"want a whole number from 0 to {_MOST_VISIBLE}", "request.visible")
    if library not in LIBRARY:
        raise Problem(400, f"want one of {', '.join(LIBRARY)}", "request.library")
    return _playing(wanted.get("playing")), visible, library


def _library(request: Request[Any, Any, Any]) -> str:
    library = request.query_params.get("library", BOTH)
    if library not in LIBRARY:
        raise Problem(400, f"want one of {', '.join(LIBRARY)}", "library")
    return library


def _playing(told: Any) -> TrackId | None:
    if told is None:
        return None
    if not isinstance(told, str):
        raise Problem(400, "want the id of a track", "request.playing")
    try:
        return parse_track_id(told)
    except ValueError as wrong:
        raise Problem(400, str(wrong), "request.playing") from None


def _lang(request: Request[Any, Any, Any]) -> str:
    """What is asked for, where there is such a one, else what the listener chose, else what the program says."""
    app, listener = app_of(request), listener_of(request)
    told, accepted = request.query_params.get("lang"), request.headers.get("accept-language", "")
    return language(app, listener, told if told in languages() else None, accepted)


def _json(data: Any) -> Response[bytes]:
    return Response(msgspec.json.encode(data), media_type="application/json", headers=PRIVATE)
