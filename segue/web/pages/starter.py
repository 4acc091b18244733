"""`/starter`: a few artists to choose from; with the choice the list is personal at once."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from litestar import Request, get, post

from segue.flows.starter import MOST, Unknown, chosen
from segue.recommend.starter import choices
from segue.web.auth import app_of
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, sign_in_page, signed_in
from segue.web.pages.render import Page, page, see
from segue.web.pages.tell import lang_of, tell
from segue.web.problems import Problem

_ASKED = 24
_MOST_ROUNDS = 10
_FIELD = "artist-"  # and the artist's id: the name of a tick box


@get("/starter")
async def ask(request: Request[Any, Any, Any]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_page(request)
    app = app_of(request)
    text = request.query_params.get("round", "1")
    turn = min(_MOST_ROUNDS, int(text)) if text.isdecimal() and len(text) < 3 and int(text) else 1
    found = await asyncio.to_thread(choices, app.models.current(), turn * _ASKED, 0)
    return page(
        request, "starter", listener=listener, artists=found[(turn - 1) * _ASKED :], turn=turn, most=_MOST_ROUNDS
    )


@post("/starter", status_code=200)
async def choose(request: Request[Any, Any, Any]) -> Page:
    """Durable before the list is shown."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, now = app_of(request), datetime.now(UTC)
    fields = await fields_of(request)
    picked = [name.removeprefix(_FIELD) for name in fields if name.startswith(_FIELD)]
    if len(picked) > MOST:
        raise Problem(400, tell(lang_of(request), "starter.most", most=MOST))
    try:
        events = chosen(picked, app.models.current(), now, "segue-web")
    except Unknown:
        raise Problem(400, tell(lang_of(request), "starter.gone")) from None
    await asyncio.wrap_future(app.recorder.submit(listener, events))
    return see("/")
