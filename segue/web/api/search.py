"""`GET /api/v1/search`: tracks, artists, albums, playlists and episodes by any part of their names."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get

from segue.flows.search import MOST, Wanted
from segue.recommend.message import languages
from segue.web.api.asking import YES_OR_NO, language, whole
from segue.web.auth import app_of, listener_of
from segue.web.documented_search import SearchOperation
from segue.web.problems import Problem

_MOST_DEVICE = 500  # characters


@get("/api/v1/search", operation_class=SearchOperation, tags=["listening"])
async def get_search(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What a query means: by the beginnings of words, with slips of the finger, in other scripts and by initials.

    A finished search is an event; tell a `select` with its `search_id` when a result is taken.
    """
    app, listener = app_of(request), listener_of(request)
    query = dict(request.query_params)
    if "q" not in query:
        raise Problem(400, "is missing", "q")
    n = whole(query, "n")
    if n is not None and not 1 <= n <= MOST:
        raise Problem(400, f"want a whole number from 1 to {MOST}", "n")
    device, lang = query.get("device"), query.get("lang")
    if device is not None and len(device) > _MOST_DEVICE:
        raise Problem(400, f"want a text of at most {_MOST_DEVICE} characters", "device")
    if lang is not None and lang not in languages():
        raise Problem(400, f"there are {', '.join(languages())}", "lang")
    lang = language(app, listener, lang, request.headers.get("accept-language", ""))
    wanted = Wanted(
        query["q"], datetime.now(UTC), n or 10, lang, _flag(query, "typing", False),
        _flag(query, "profiled", True), device,
    )  # fmt: skip
    found = await asyncio.to_thread(app.search.find, listener, wanted)
    return Response(
        msgspec.json.encode(found), media_type="application/json", headers={"Cache-Control": "private, no-store"}
    )


def _flag(query: dict[str, str], name: str, otherwise: bool) -> bool:
    if name not in query:
        return otherwise
    told = YES_OR_NO.get(query[name].lower())
    if told is None:
        raise Problem(400, "want true or false", name)
    return told
