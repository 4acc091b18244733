"""Answers and refusals as Spotify gives them, and who is asking."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from segue.domain.consent import Refused
from segue.domain.listener import Listener
from segue.flows.lists import NoList
from segue.ingest.dialect import Malformed
from segue.playlists.own import NotSo
from segue.ports import Unavailable
from segue.web.auth import app_of, bearer
from segue.web.problems import Problem, failed, of_http

SESSION = "spotify"
"""The protocol of the session keys that `POST /api/token` gives."""


def reply(body: Any, status: int = 200) -> Response[bytes]:
    headers = {"Cache-Control": "private, max-age=0"}
    if status == 503:
        headers["Retry-After"] = "5"
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json", headers=headers)


def done(status: int = 200) -> Response[bytes]:
    """Nothing to say, as Spotify says it: an empty body."""
    return Response(b"", status_code=status, media_type="application/json")


def refused(status: int, message: str) -> Response[bytes]:
    return reply({"error": {"status": status, "message": message}}, status)


def on_error(_: Request[Any, Any, Any], wrong: Exception) -> Response[bytes]:
    """Also of what is not here at all: Spotify has more than Segue."""
    if isinstance(wrong, HTTPException):
        wrong = of_http(wrong)
    if isinstance(wrong, Problem):
        return refused(wrong.status, f"{wrong.position}: {wrong.detail}" if wrong.position else wrong.detail)
    if isinstance(wrong, Malformed | NotSo):
        return refused(400, str(wrong))
    if isinstance(wrong, NoList):
        return refused(404, "Resource not found")
    if isinstance(wrong, Refused):
        return refused(403, str(wrong))
    if isinstance(wrong, Unavailable):
        return refused(503, str(wrong))
    return refused(500, failed(wrong).detail)


IN_THEIR_WORDS: ExceptionHandlersMap = dict.fromkeys(
    (Problem, HTTPException, Malformed, NotSo, NoList, Refused, Unavailable, Exception), on_error
)
"""Exception handlers of every route here."""


def asking(request: Request[Any, Any, Any]) -> Listener:
    """By the listener's token, or by what `POST /api/token` gave.

    Raises:
        Problem: 401.
    """
    token = bearer(request)
    if not token:
        raise Problem(401, "No token provided")
    accounts = app_of(request).accounts
    listener = accounts.by_token(token) or accounts.by_session(token, SESSION)
    if listener is None:
        raise Problem(401, "Invalid access token")
    return listener
