"""The page of the web flow: a listener allows a program to scrobble for them."""

import time
from typing import Any

from litestar import Request, get, post
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from segue.domain.listener import Listener
from segue.web.auth import app_of
from segue.web.pages import render
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.login import signed_in
from segue.web.pages.render import Page, page
from segue.web.pages.tell import lang_of, tell
from segue.web.problems import Problem
from segue.web.protocols.lastfm.answer import Failed
from segue.web.protocols.lastfm.tokens import Tokens

_FOR_PEOPLE: ExceptionHandlersMap = {
    Problem: render.on_problem,
    HTTPException: render.on_http,
    Exception: render.on_failure,
}
_LONGEST = 200  # characters of a field that are looked at


def tokens_of(request: Request[Any, Any, Any]) -> Tokens:
    """Those of this server, made at the first call."""
    state = request.app.state
    if "lastfm_tokens" not in state:
        state.lastfm_tokens = Tokens()
    found: Tokens = state.lastfm_tokens
    return found


def _page(
    request: Request[Any, Any, Any],
    token: str,
    listener: Listener | None,
    problem: str = "",
    status: int = 200,
    done: bool = False,
) -> Page:
    who = listener.name if listener else None
    return page(request, "allow", status=status, token=token, who=who, problem=problem, done=done)


@get("/api/auth", include_in_schema=False, exception_handlers=_FOR_PEOPLE)
async def ask(request: Request[Any, Any, Any]) -> Page:
    """Where a program sends its user; `token` is the program's."""
    token = request.query_params.get("token", "")[:_LONGEST]
    try:
        tokens_of(request).check(token, int(time.time()))
    except Failed as wrong:
        raise Problem(400, f"{wrong.message}; start again in the program") from None
    return _page(request, token, signed_in(request))


@post("/api/auth", status_code=200, include_in_schema=False, exception_handlers=_FOR_PEOPLE)
async def allow(request: Request[Any, Any, Any]) -> Page:
    """Yes, by the cookie or by the listener's own token in the form."""
    require_same_site(request)
    form = await fields_of(request)
    token, own = (form.get(name, "")[:_LONGEST].strip() for name in ("token", "own"))
    listener = app_of(request).accounts.by_token(own) if own else signed_in(request)
    if listener is None:
        return _page(request, token, None, tell(lang_of(request), "sign_in.nobody"), 401)
    try:
        tokens_of(request).allow(token, listener.id, int(time.time()))
    except Failed as wrong:
        raise Problem(400, f"{wrong.message}; start again in the program") from None
    return _page(request, token, listener, done=True)
