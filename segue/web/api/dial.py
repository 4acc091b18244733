"""`/api/v1/dial`: how much of what a listener is given was heard before."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post

from segue.app import App
from segue.domain.listener import Listener
from segue.web.api import asking
from segue.web.api.recommendations import PRIVATE
from segue.web.auth import app_of, listener_of
from segue.web.body import read_object
from segue.web.documented_dial import DialOperation, TurnDialOperation


@get("/api/v1/dial", operation_class=DialOperation, tags=["listening"])
async def get_dial(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Where your dial stands: what you chose, else what the server does, else what was learnt from you."""
    return await _stands(app_of(request), listener_of(request))


@post(
    "/api/v1/dial", status_code=200, operation_class=TurnDialOperation, tags=["listening"], request_max_body_size=None
)
async def post_dial(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Turn it: 0 is all new, 1 all heard before, null as it is learnt.

    It holds for answers, prompts, the DJ and every mix that promises nothing else.
    """
    app, listener = app_of(request), listener_of(request)
    told = await read_object(request, app.settings)
    share = asking.share(told, "familiar", "want a number from 0 (all new) to 1 (all heard before)")
    app.accounts.dials.turn(listener.id, share)
    return await _stands(app, listener)


async def _stands(app: App, listener: Listener) -> Response[bytes]:
    share = await asyncio.to_thread(app.server.dial, listener, datetime.now(UTC))
    told = {"familiar": round(share, 3), "chosen": app.accounts.dials.of(listener.id) is not None}
    return Response(msgspec.json.encode(told), media_type="application/json", headers=PRIVATE)
