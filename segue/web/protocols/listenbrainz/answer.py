"""Answers as ListenBrainz gives them, and who is asking."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from segue.domain.consent import Refused
from segue.domain.listener import Listener
from segue.ingest.dialect import Malformed
from segue.ports import Unavailable
from segue.web.auth import app_of, bearer
from segue.web.problems import Problem, failed

_PLENTY = {
    "X-RateLimit-Limit": "1000",
    "X-RateLimit-Remaining": "1000",
    "X-RateLimit-Reset-In": "10",
    "X-RateLimit-Reset": "10",
}


def reply(body: dict[str, Any], status: int = 200) -> Response[bytes]:
    """Clients read the limits as whole numbers and wait when nothing remains; here something always does."""
    headers = {**_PLENTY, "Retry-After": "5"} if status == 503 else _PLENTY
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json", headers=headers)


def nothing() -> Response[bytes]:
    """What ListenBrainz says where there is nothing to say yet."""
    return Response(b"", status_code=204, media_type="application/json", headers=_PLENTY)


def error(status: int, text: str) -> Response[bytes]:
    """Clients look for a `code` in the answer: without it some throw the listen away instead of trying again."""
    return reply({"code": status, "error": text}, status)


def _on_error(_: Request[Any, Any, Any], wrong: Exception) -> Response[bytes]:
    if isinstance(wrong, Problem):
        return error(wrong.status, wrong.detail)
    if isinstance(wrong, Malformed):
        return error(400, str(wrong))
    if isinstance(wrong, Refused):
        return error(403, str(wrong))
    if isinstance(wrong, Unavailable):
        return error(503, str(wrong))
    return error(500, failed(wrong).detail)


def on_missing(_: Request[Any, Any, Any], wrong: HTTPException) -> Response[bytes]:
    """A path or a method that is not here."""
    said = error(wrong.status_code, wrong.detail)
    said.headers.update(wrong.headers or {})  # which methods there are
    return said


IN_THEIR_WORDS: ExceptionHandlersMap = dict.fromkeys((Problem, Malformed, Refused, Unavailable, Exception), _on_error)
"""Exception handlers of every route here."""


def asking(request: Request[Any, Any, Any]) -> Listener:
    """Raises Problem 401."""
    token = bearer(request)
    listener = app_of(request).accounts.by_token(token) if token else None
    if listener is None:
        raise Problem(401, "You need to provide an Authorization header with a valid token.")
    return listener


def asking_for(request: Request[Any, Any, Any], user_name: str) -> Listener:
    """ListenBrainz shows everybody's listens to everybody; here a token reads those of its own listener.

    Raises:
        Problem: 401, or 403 for anybody else's name, whether there is such a listener or not.
    """
    listener = asking(request)
    if user_name.casefold() != listener.name.casefold():
        raise Problem(403, "This token reads the listens of its own listener only.")
    return listener
