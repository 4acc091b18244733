"""Errors as RFC 9457 problem documents, with a position where there is one."""

import logging
from typing import Any
from uuid import uuid4

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import OperationalError

from segue.domain.consent import Refused
from segue.ports import Unavailable

_TITLES = {
    400: "The request cannot be understood",
    401: "No valid token",
    403: "Not allowed",
    404: "Nothing here",
    405: "Not this method",
    408: "The request took too long",
    409: "Something else is so already",
    413: "Too much at once",
    415: "Not this encoding",
    429: "Too many",
    500: "Segue failed",
    503: "Not now",
}
_RETRY_S = {429: "600", 503: "5"}
_log = logging.getLogger(__name__)


class Problem(Exception):  # noqa: N818 - the name of the document
    """An answer that says no. `position` is a JSON path, a query parameter or a byte position.

    retry_s: when to come again, where it is known better than by the status
    """

    def __init__(self, status: int, detail: str, position: str = "", *, retry_s: int = 0, **extra: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.position = position
        self.retry_s = retry_s
        self.extra = extra

    def document(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": _TITLES.get(self.status, "Error"),
            "status": self.status,
            "detail": self.detail,
        }
        if self.position:
            body["position"] = self.position
        return {**body, **self.extra}


def respond(problem: Problem) -> Response[bytes]:
    headers = {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="segue"'
    if problem.retry_s or problem.status in _RETRY_S:
        headers["Retry-After"] = str(problem.retry_s or _RETRY_S[problem.status])
    return Response(
        msgspec.json.encode(problem.document()),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=headers,
    )


def on_problem(_: Request[Any, Any, Any], error: Problem) -> Response[bytes]:
    return respond(error)


def on_refused(_: Request[Any, Any, Any], error: Refused) -> Response[bytes]:
    return respond(Problem(403, str(error)))


def on_unavailable(_: Request[Any, Any, Any], error: Unavailable) -> Response[bytes]:
    return respond(Problem(503, str(error)))


def on_records(_: Request[Any, Any, Any], error: OperationalError) -> Response[bytes]:
    """A full or failing disk, or records that another process has locked for too long."""
    return respond(Problem(503, f"the records cannot be read or written now: {error.orig}"))


def on_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    said = respond(of_http(error))
    said.headers.update(error.headers or {})
    return said


def on_failure(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    return respond(failed(error))


def of_http(error: HTTPException) -> Problem:
    """What the framework says no to. A client that hangs up is no fault of ours, though it calls it one."""
    if error.status_code < 500:
        return Problem(error.status_code, error.detail or _TITLES.get(error.status_code, ""))
    if "disconnected" in error.detail:
        return Problem(400, "the client hung up before the request was whole")
    return failed(error)


def failed(error: Exception) -> Problem:
    """A fault of ours: the person gets a number to quote, the log gets the traceback without their data."""
    number = uuid4().hex[:8]
    _log.error("failure %s", number, exc_info=error)
    return Problem(500, f"Segue failed; the server's log has it as {number}")
