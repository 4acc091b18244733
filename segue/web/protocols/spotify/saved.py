"""Saved tracks are liked ones: read, saved, taken back. Each change is an event."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, delete, get, put

from segue.app import App
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.listener import Listener
from segue.flows.lists import NoList
from segue.profiles.features.ratings import Ratings
from segue.web.api.events import record
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, done, reply
from segue.web.protocols.spotify.asked import dashed, read_json, several, stretch, track_of
from segue.web.protocols.spotify.documented import (
    ContainsOperation,
    LibraryOperation,
    PagedOperation,
    SavedOperation,
)
from segue.web.protocols.spotify.shapes import View, page

_MOST = 50
_DIALECT = "spotify_web"


@get("/v1/me/tracks", operation_class=PagedOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_saved(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What you like, the last liked first."""
    app, listener = app_of(request), asking(request)
    limit, offset = stretch(request)
    view, likes = View.of(request), await asyncio.to_thread(_liked, app, listener)
    found = sorted(((ms, track) for track, ms in likes.items()), reverse=True)
    told = [
        {"added_at": datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "track": view.track(track)}
        for ms, key in found[offset : offset + limit]
        if (track := app.catalog.get(key)) is not None
    ]
    return reply(page(request, told, len(found), limit, offset))


@put(
    "/v1/me/tracks",
    status_code=200,
    operation_class=SavedOperation,
    tags=["Spotify"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def put_saved(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Like up to 50: `ids` in the query or in the body."""
    await _mark(request, await _ids(request), yes=True)
    return done()


@delete(
    "/v1/me/tracks",
    status_code=200,
    operation_class=SavedOperation,
    tags=["Spotify"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def delete_saved(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Take the like of up to 50 back."""
    await _mark(request, await _ids(request), yes=False)
    return done()


@get(
    "/v1/me/tracks/contains",
    operation_class=ContainsOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_contains(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Whether each of `ids` is liked."""
    app, listener = app_of(request), asking(request)
    ids = several(request, "ids", _MOST)
    likes = await asyncio.to_thread(_liked, app, listener)
    return reply([(track := track_of(app, one)) is not None and track.id in likes for one in ids])


@put(
    "/v1/me/library",
    status_code=200,
    operation_class=LibraryOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def put_library(request: Request[Any, Any, Any]) -> Response[bytes]:
    """As spotipy 2.26 asks: `uris` of tracks, which are liked, and of playlists, which whoever may read has already."""
    await _keep(request, yes=True)
    return done()


@delete(
    "/v1/me/library",
    status_code=200,
    operation_class=LibraryOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def delete_library(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The opposite; a playlist of yours is deleted."""
    await _keep(request, yes=False)
    return done()


@get("/v1/me/library/contains", operation_class=ContainsOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_library_contains(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Whether each of `uris` is liked, or a playlist that is yours to read."""
    app, listener = app_of(request), asking(request)
    uris, now = several(request, "uris", _MOST), datetime.now(UTC)
    likes = await asyncio.to_thread(_liked, app, listener)

    def has(uri: str) -> bool:
        if not uri.startswith("spotify:playlist:"):
            track = track_of(app, uri) if uri.startswith(("spotify:track:", "spotify:episode:")) else None
            return track is not None and track.id in likes
        try:
            app.sheets.get(listener, dashed(uri, "playlist"), now)
        except NoList:
            return False
        return True

    return reply(await asyncio.to_thread(lambda: [has(uri) for uri in uris]))


def _liked(app: App, listener: Listener) -> dict[TrackId, int]:
    """Track as it is called today -> Unix ms of the like."""
    with app.follower.use(listener.id) as profile:
        ratings: Ratings = profile.states["ratings"]
        likes = [(ms, track) for track, (ms, _, yes) in ratings.likes.items() if yes]
    return {app.catalog.canonical(track): ms for ms, track in sorted(likes)}


async def _ids(request: Request[Any, Any, Any]) -> list[str]:
    """Of the query, else of the body: a list, or `{"ids": […]}`. Raises Problem 400."""
    if request.query_params.get("ids"):
        return several(request, "ids", _MOST)
    document = await read_json(request, app_of(request))
    found = document.get("ids") if isinstance(document, dict) else document
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise Problem(400, "Missing required field: ids")
    if len(found) > _MOST:
        raise Problem(400, f"Too many ids requested: at most {_MOST}")
    return found


async def _keep(request: Request[Any, Any, Any], *, yes: bool) -> None:
    app, listener = app_of(request), asking(request)
    uris = several(request, "uris", _MOST)
    lists = [dashed(one, "playlist") for one in uris if one.startswith("spotify:playlist:")]
    tracks = [one for one in uris if one.startswith(("spotify:track:", "spotify:episode:"))]
    if len(lists) + len(tracks) < len(uris):
        raise Problem(400, "Segue keeps tracks and playlists; save the tracks of an album or artist")
    now = datetime.now(UTC)
    for one in lists:
        if yes:
            await asyncio.to_thread(app.sheets.get, listener, one, now)
        else:
            await asyncio.to_thread(app.lists.remove, listener, one)
    if tracks:
        await _mark(request, tracks, yes=yes)


async def _mark(request: Request[Any, Any, Any], written: Sequence[str], *, yes: bool) -> None:
    """What says nothing new is not recorded again. Raises Problem 404 for a track that is not here: nothing is done."""
    app, listener = app_of(request), asking(request)
    found = [track_of(app, one) for one in written]
    if None in found:
        raise Problem(404, f"Resource not found: {written[found.index(None)][:80]!a}")
    likes = await asyncio.to_thread(_liked, app, listener)
    fresh = [one.id for one in dict.fromkeys(found) if one is not None and (one.id in likes) is not yes]
    now = datetime.now(UTC)
    await record(
        app, listener, now, list(_events(fresh, now, yes=yes)), [], _DIALECT, f"{request.method} /v1/me/tracks"
    )


def _events(tracks: Iterable[TrackId], now: datetime, *, yes: bool) -> Iterable[Event]:
    kind, ms = (EventKind.LIKE if yes else EventKind.UNLIKE), round(now.timestamp() * 1000)
    for track in tracks:
        yield Event(f"spotify:{kind.value}:{ms}:{track}", kind, now, track=TrackRef(id=track), dialect=_DIALECT)
