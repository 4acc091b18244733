"""The ListenBrainz API, as far as clients need it to submit (https://listenbrainz.readthedocs.io)."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post

from segue.domain.consent import Refused
from segue.ingest.body import BadBody
from segue.ingest.dialects.listenbrainz import parse_document
from segue.ports import Unavailable
from segue.web.api.events import hold_body, record
from segue.web.auth import app_of, bearer
from segue.web.body import read_body
from segue.web.documented import SubmitListensOperation, ValidateTokenOperation
from segue.web.problems import Problem, failed
from segue.web.protocol import Protocol

_DIALECT = "listenbrainz"
_SOURCE = "POST /1/submit-listens"


def _reply(status: int, body: dict[str, Any]) -> Response[bytes]:
    headers = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "1000", "X-RateLimit-Reset-In": "10"}
    if status == 503:
        headers["Retry-After"] = "5"
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json", headers=headers)


def _error(status: int, text: str) -> Response[bytes]:
    return _reply(status, {"code": status, "error": text})


@get("/1/validate-token", operation_class=ValidateTokenOperation, tags=["ListenBrainz"])
async def validate_token(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Newer clients send the header, older ones `?token=`."""
    token = bearer(request) or request.query_params.get("token")
    if not token:
        return _error(400, "You need to provide an Authorization token.")
    listener = app_of(request).accounts.by_token(token)
    if listener is None:
        return _reply(200, {"code": 200, "message": "Token invalid.", "valid": False})
    valid = {"code": 200, "message": "Token valid.", "valid": True, "user_name": listener.name}
    return _reply(200, valid)


def _on_error(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Clients look for a `code` in the answer: without it some throw the listen away instead of trying again."""
    if isinstance(error, Problem):
        return _error(error.status, error.detail)
    if isinstance(error, Refused):
        return _error(403, str(error))
    if isinstance(error, Unavailable):
        return _error(503, str(error))
    return _error(500, failed(error).detail)


@post(
    "/1/submit-listens",
    status_code=200,
    operation_class=SubmitListensOperation,
    tags=["ListenBrainz"],
    request_max_body_size=None,
    exception_handlers=dict.fromkeys((Problem, Refused, Unavailable, Exception), _on_error),
)
async def submit_listens(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Listens in. The Content-Type does not matter: real clients send none."""
    app = app_of(request)
    token = bearer(request)
    listener = app.accounts.by_token(token) if token else None
    if listener is None:
        return _error(401, "You need to provide an Authorization header with a valid token.")
    body = await read_body(request, app.settings)
    now = datetime.now(UTC)
    try:
        events, rejected, raws = parse_document(body, now)
    except BadBody as bad:
        await hold_body(app, listener, now, body, bad, _SOURCE, _DIALECT)
        return _error(400, f"{bad.position}: {bad.reason}" if bad.position else bad.reason)
    held = list(zip(rejected, raws, strict=True))
    await record(app, listener, now, events, held, _DIALECT, _SOURCE)
    if rejected and not events:
        why = rejected[0]
        return _error(400, f"payload[{why.index}].{why.field}: {why.reason}")
    reply: dict[str, Any] = {"status": "ok"}
    if rejected:
        reply["rejected"] = [msgspec.structs.asdict(why) for why in rejected]
    return _reply(200, reply)


protocol = Protocol(title="ListenBrainz", routes=(submit_listens, validate_token))
