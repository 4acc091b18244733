"""`GET /api/v1/profile`: everything Segue concludes about the listener, in data and in words."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get

from segue.flows.portray import Portrait, portray
from segue.web.api.asking import language
from segue.web.auth import app_of, listener_of
from segue.web.documented_profile import ProfileOperation


@get("/api/v1/profile", operation_class=ProfileOperation, tags=["listening"])
async def get_profile(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Engagement, what changed lately, hours, skips, sessions, devices and journeys, formats, pauses, repeats, hooks,
    searches and what was said of tracks. Each with a title, sentences, and the numbers behind them.
    """
    app, listener = app_of(request), listener_of(request)
    now, accepted = datetime.now(UTC), request.headers.get("accept-language", "")
    lang = language(app, listener, request.query_params.get("lang"), accepted)
    asked = (app.settings, app.accounts, app.follower, app.catalog, listener, now, lang)
    found = await asyncio.to_thread(portray, *asked)
    return Response(
        msgspec.json.encode(_plain(found)),
        media_type="application/json",
        headers={"Cache-Control": "private, no-store"},
    )


def _plain(found: Portrait) -> dict[str, Any]:
    told = {one.name: {"title": one.title, "words": one.words, "data": one.data} for one in found.conclusions}
    return {"offset": found.offset, "conclusions": told}
