"""Playlists in: made, renamed, filled, put in order, emptied and deleted."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.params import FromPath
from msgspec.structs import replace

from segue.app import App
from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.flows.lists import NoList
from segue.playlists.own import Own
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, done, reply
from segue.web.protocols.spotify.asked import dashed, read_json, track_of
from segue.web.protocols.spotify.documented import (
    AddItemsOperation,
    ContainsOperation,
    FollowOperation,
    MakeOperation,
    PlaylistOperation,
    RemoveItemsOperation,
    SetItemsOperation,
)
from segue.web.protocols.spotify.lists import head, sheet_of, snapshot
from segue.web.protocols.spotify.shapes import View

_MOST = 100
_ITEMS = ["/v1/playlists/{playlist:str}/items", "/v1/playlists/{playlist:str}/tracks"]
_BY = "spotify"


@post(
    ["/v1/me/playlists", "/v1/users/{user_id:str}/playlists"],
    status_code=201,
    operation_class=MakeOperation,
    tags=["Spotify"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def post_playlist(request: Request[Any, Any, Any]) -> Response[bytes]:
    """An empty one of yours; everybody may read it unless `public` is false, as Spotify has it."""
    app, listener = app_of(request), asking(request)
    if request.path_params.get("user_id", listener.name).casefold() != listener.name.casefold():
        raise Problem(403, "You cannot create a playlist for another user.")
    told = await _object(request, app)
    name, about, public = told.get("name"), told.get("description") or "", told.get("public", True)
    if not isinstance(name, str):
        raise Problem(400, "Missing required field: name")
    if not isinstance(about, str) or not isinstance(public, bool):
        raise Problem(400, "Invalid description or public")
    now = datetime.now(UTC)
    made = await asyncio.to_thread(app.lists.make, listener, name, (), now, about=about, public=public, by=_BY)
    return reply(head(View.of(request), app.sheets.of(listener, made)), 201)


@put(
    "/v1/playlists/{playlist:str}",
    status_code=200,
    operation_class=PlaylistOperation,
    tags=["Spotify"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def put_playlist(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """`name`, `description`, `public`: those that are told."""
    app, listener = app_of(request), asking(request)
    told = await _object(request, app)
    fields: dict[str, Any] = {}
    for name, ours, kind in (("name", "name", str), ("description", "about", str), ("public", "public", bool)):
        if name in told:
            if not isinstance(told[name], kind):
                raise Problem(400, f"Invalid {name}")
            fields[ours] = told[name].strip() if kind is str else told[name]
    if told.get("collaborative") is True:
        raise Problem(400, "Invalid collaborative: a playlist has one owner here")
    await _changed(request, listener, playlist, lambda one: replace(one, **fields))
    return done()


@post(
    _ITEMS,
    status_code=201,
    operation_class=AddItemsOperation,
    tags=["Spotify"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def post_items(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """Add up to 100 at `position`, else at the end: a bare list of URIs, `{"uris": […]}`, or `uris` in the query."""
    app, listener = app_of(request), asking(request)
    told = await read_json(request, app)
    tracks = _tracks(app, _uris(request, told))
    at = told.get("position") if isinstance(told, dict) else None
    at = request.query_params.get("position") if at is None else at
    place = _place(at, "position") if at not in (None, "") else None

    def edit(one: Own) -> Own:
        start = len(one.tracks) if place is None else place
        if start > len(one.tracks):
            raise Problem(400, "Index out of bounds.")
        return replace(one, tracks=(*one.tracks[:start], *tracks, *one.tracks[start:]))

    return await _changed(request, listener, playlist, edit, 201)


@put(
    _ITEMS,
    status_code=200,
    operation_class=SetItemsOperation,
    tags=["Spotify"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def put_items(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """Other tracks in place of all (`uris`), or some of them moved (`range_start`, `range_length`, `insert_before`)."""
    app, listener = app_of(request), asking(request)
    told = await read_json(request, app)
    if isinstance(told, dict) and "range_start" in told:
        start, before = _place(told["range_start"], "range_start"), _place(told.get("insert_before"), "insert_before")
        length = _place(told.get("range_length", 1), "range_length")

        def moved(one: Own) -> Own:
            if start + length > len(one.tracks) or before > len(one.tracks):
                raise Problem(400, "Index out of bounds.")
            some, held = one.tracks[start : start + length], [*one.tracks]
            if not start <= before <= start + length:
                del held[start : start + length]
                at = before if before < start else before - length
                held[at:at] = some
            return replace(one, tracks=tuple(held))

        return await _changed(request, listener, playlist, moved)
    tracks = _tracks(app, _uris(request, told))
    return await _changed(request, listener, playlist, lambda one: replace(one, tracks=tuple(tracks)))


@delete(
    _ITEMS,
    status_code=200,
    operation_class=RemoveItemsOperation,
    tags=["Spotify"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def delete_items(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """All occurrences of up to 100 (`items`, or `tracks`, of `{"uri": …}`); with `positions` those alone."""
    app, listener = app_of(request), asking(request)
    told = await _object(request, app)
    named = told.get("items", told.get("tracks"))
    if not isinstance(named, list) or not all(isinstance(one, dict) for one in named):
        raise Problem(400, "Missing required field: items")
    everywhere: set[TrackId] = set()
    places: dict[int, TrackId] = {}
    for one, track in zip(named, _tracks(app, [one.get("uri") for one in named]), strict=True):
        at = one.get("positions")
        if at is None:
            everywhere.add(track)
            continue
        if not isinstance(at, list):
            raise Problem(400, "Invalid positions")
        places |= {_place(place, "positions"): track for place in at}

    def edit(one: Own) -> Own:
        held = [app.catalog.canonical(track) for track in one.tracks]
        for place, track in places.items():
            if place >= len(held) or held[place] != track:
                raise Problem(400, "Invalid positions: the track is not there")
        stays = [i for i, track in enumerate(held) if track not in everywhere and i not in places]
        return replace(one, tracks=tuple(one.tracks[i] for i in stays))

    return await _changed(request, listener, playlist, edit)


@delete(
    "/v1/playlists/{playlist:str}/followers",
    status_code=200,
    operation_class=FollowOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def delete_playlist(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """To follow a playlist of one's own no more is to delete it."""
    app, listener = app_of(request), asking(request)
    await _require_own(request, listener, playlist)
    await asyncio.to_thread(app.lists.remove, listener, dashed(playlist, "playlist"))
    return done()


@put(
    "/v1/playlists/{playlist:str}/followers",
    status_code=200,
    operation_class=FollowOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def put_follower(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """Whoever may read a playlist has it in their list already."""
    await sheet_of(request, asking(request), playlist)
    return done()


@get(
    "/v1/playlists/{playlist:str}/followers/contains",
    operation_class=ContainsOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_followers(request: Request[Any, Any, Any], playlist: FromPath[str]) -> Response[bytes]:
    """Whether you have it, where `ids` names you; nothing is told of others."""
    listener = asking(request)
    await sheet_of(request, listener, playlist)
    ids = [one for one in request.query_params.get("ids", listener.name).split(",") if one]
    return reply([one.casefold() == listener.name.casefold() for one in ids])


async def _changed(
    request: Request[Any, Any, Any], listener: Listener, playlist: str, edit: Callable[[Own], Own], status: int = 200
) -> Response[bytes]:
    app, key = app_of(request), dashed(playlist, "playlist")
    await _require_own(request, listener, playlist)
    after = await asyncio.to_thread(app.lists.change, listener, key, datetime.now(UTC), edit, by=_BY)
    return reply({"snapshot_id": snapshot(app.sheets.of(listener, after))}, status)


async def _require_own(request: Request[Any, Any, Any], listener: Listener, playlist: str) -> None:
    """Raises NoList, or Problem 403 for one that may be read and not changed."""
    app, key = app_of(request), dashed(playlist, "playlist")
    try:
        if app.lists.owns(listener, await asyncio.to_thread(app.lists.get, listener, key)):
            return
    except NoList:
        await sheet_of(request, listener, playlist)
        raise Problem(403, "Segue makes this mix; copy its tracks into a playlist of yours") from None
    raise Problem(403, "You cannot change a playlist of another user.")


def _uris(request: Request[Any, Any, Any], told: Any) -> list[Any]:
    """Raises Problem 400."""
    found = told.get("uris") if isinstance(told, dict) else told
    if found is None and "uris" in request.query_params:
        found = [one for one in request.query_params["uris"].split(",") if one]
    if not isinstance(found, list):
        raise Problem(400, "Missing required field: uris")
    return found


def _tracks(app: App, uris: list[Any]) -> list[TrackId]:
    """Raises Problem 400 or 404."""
    if len(uris) > _MOST:
        raise Problem(400, f"You can add a maximum of {_MOST} tracks per request.")
    found = []
    for one in uris:
        if not isinstance(one, str):
            raise Problem(400, "Invalid track uri")
        track = track_of(app, one)
        if track is None:
            raise Problem(404, f"Resource not found: {one[:80]!a}")
        found.append(track.id)
    return found


def _place(value: Any, name: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Problem(400, f"Invalid {name}: a whole number from 0")
    return value


async def _object(request: Request[Any, Any, Any], app: App) -> dict[str, Any]:
    told = await read_json(request, app)
    if not isinstance(told, dict):
        raise Problem(400, "Error parsing JSON.")
    return told
