"""`GET /api/v1/tracks/{id}`: a track of the catalogue, and how it is heard."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.params import Parameter

from segue.domain.track import parse_track_id
from segue.flows.heard import heard
from segue.web.auth import app_of, listener_of
from segue.web.documented_tracks import TrackOperation
from segue.web.problems import Problem


@get("/api/v1/tracks/{track:str}", operation_class=TrackOperation, tags=["listening"])
async def get_track(
    request: Request[Any, Any, Any],
    track: Annotated[str, Parameter(description="its id, with or without dashes")],
) -> Response[bytes]:
    """How a track is heard: completion, skips, pauses after which it was dropped, repeats, whether people go on
    listening after it, and its hook, the passage most gone back to. Your own listening, and everybody's.
    """
    app, listener = app_of(request), listener_of(request)
    try:
        known = app.catalog.get(parse_track_id(track))
    except ValueError as error:
        raise Problem(400, str(error), "track") from None
    if known is None:
        raise Problem(404, "there is no such track", "track")
    least = app.settings.least_listeners
    found = await asyncio.to_thread(heard, app.lake, app.accounts, app.catalog, listener.id, known.id, least)
    body = {"track": known, "own": found.own, "everybody": found.everybody, "least_listeners": least}
    return Response(
        msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "private, no-store"}
    )
