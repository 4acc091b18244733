"""Who is asking: `Authorization: Bearer <token>` or `Token <token>`, or the page's cookie."""

from typing import Any

from litestar import Request

from segue.app import App
from segue.domain.listener import Listener
from segue.web.problems import Problem

COOKIE = "segue_token"


def app_of(request: Request[Any, Any, Any]) -> App:
    app: App = request.app.state.segue
    return app


def bearer(request: Request[Any, Any, Any]) -> str | None:
    """The token of the Authorization header, whichever of the two words stands before it."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "token") and token.strip() else None


def listener_of(request: Request[Any, Any, Any]) -> Listener:
    """Raises Problem 401: no token, or one that is nobody's."""
    token = bearer(request)
    if token is None:
        raise Problem(401, "send `Authorization: Bearer <token>`; `segue listener add NAME` prints one")
    listener = app_of(request).accounts.by_token(token)
    if listener is None:
        raise Problem(401, "this token is nobody's")
    return listener
