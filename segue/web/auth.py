"""Who is asking: `Authorization: Bearer <token>` or `Token <token>`, or the page's cookie."""

from typing import Any

from litestar import Request

from segue.app import App
from segue.domain.listener import Listener
from segue.web.pace import Pace
from segue.web.pages.csp import require_same_site
from segue.web.problems import Problem

COOKIE = "segue_token"


def app_of(request: Request[Any, Any, Any]) -> App:
    app: App = request.app.state.segue
    return app


def pace_of(request: Request[Any, Any, Any]) -> Pace:
    pace: Pace = request.app.state.pace
    return pace


def bearer(request: Request[Any, Any, Any]) -> str | None:
    """The token of the Authorization header, whichever of the two words stands before it."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "token") and token.strip() else None


def listener_here(request: Request[Any, Any, Any]) -> Listener:
    """By token, or by the cookie where Segue's own page asks: for what the page tells with segue.js.

    Raises:
        Problem: 401, or 403 where another site's page sends the cookie along.
    """
    cookie = request.cookies.get(COOKIE)
    if bearer(request) is not None or not cookie:
        return listener_of(request)
    require_same_site(request)
    listener = app_of(request).accounts.by_token(cookie)
    if listener is None:
        raise Problem(401, "please sign in again")
    return listener


def listener_of(request: Request[Any, Any, Any]) -> Listener:
    """Raises Problem: 401 without a token or for one that is nobody's, 429 for one that asks too often."""
    token = bearer(request)
    if token is None:
        raise Problem(401, "send `Authorization: Bearer <token>`; `segue listener add NAME` prints one")
    listener = app_of(request).accounts.by_token(token)
    if listener is None:
        raise Problem(401, "this token is nobody's")
    wait_s = pace_of(request).take(token)
    if wait_s:
        raise Problem(429, "this token makes too many requests; send more events in each", retry_s=wait_s)
    return listener
