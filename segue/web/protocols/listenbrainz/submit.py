"""Listens in, and taken back."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post

from segue.app import App
from segue.domain.event import TrackId
from segue.ingest.body import BadBody, read_message
from segue.ingest.dialect import Malformed
from segue.ingest.dialects.listenbrainz import parse_document, taken_back
from segue.web.api.events import hold_body, record
from segue.web.auth import app_of, bearer
from segue.web.body import read_body
from segue.web.problems import Problem
from segue.web.protocols.listenbrainz.answer import IN_THEIR_WORDS, asking, error, reply
from segue.web.protocols.listenbrainz.documented import (
    DeleteListenOperation,
    SubmitListensOperation,
    ValidateTokenOperation,
)

_DIALECT = "listenbrainz"
_SUBMIT = "POST /1/submit-listens"
_DELETE = "POST /1/delete-listen"


@get(
    "/1/validate-token",
    operation_class=ValidateTokenOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def validate_token(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Newer clients send the header, older ones `?token=`."""
    token = bearer(request) or request.query_params.get("token")
    if not token:
        return error(400, "You need to provide an Authorization token.")
    listener = app_of(request).accounts.by_token(token)
    if listener is None:
        return reply({"code": 200, "message": "Token invalid.", "valid": False})
    return reply({"code": 200, "message": "Token valid.", "valid": True, "user_name": listener.name})


@post(
    "/1/submit-listens",
    status_code=200,
    operation_class=SubmitListensOperation,
    tags=["ListenBrainz"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def submit_listens(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Listens in. The Content-Type does not matter: real clients send none."""
    app, listener = app_of(request), asking(request)
    body = await read_body(request, app.settings)
    now = datetime.now(UTC)
    try:
        events, rejected, raws = parse_document(body, now)
    except BadBody as bad:
        await hold_body(app, listener, now, body, bad, _SUBMIT, _DIALECT)
        return error(400, f"{bad.position}: {bad.reason}" if bad.position else bad.reason)
    held = list(zip(rejected, raws, strict=True))
    await record(app, listener, now, events, held, _DIALECT, _SUBMIT)
    if rejected and not events:
        why = rejected[0]
        return error(400, f"payload[{why.index}].{why.field}: {why.reason}")
    said: dict[str, Any] = {"status": "ok"}
    if rejected:
        said["rejected"] = [msgspec.structs.asdict(why) for why in rejected]
    if len(events) == 1 and events[0].track and request.query_params.get("return_msid", "false").lower() != "false":
        said["recording_msid"] = app.catalog.resolve(events[0].track)
    return reply(said)


@post(
    "/1/delete-listen",
    status_code=200,
    operation_class=DeleteListenOperation,
    tags=["ListenBrainz"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def delete_listen(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Take a listen back: `listened_at` and `recording_msid` as they were read."""
    app, listener = app_of(request), asking(request)
    event = taken_back(await read_object(request, app))
    if event.track is not None and event.track.id is not None and app.catalog.get(TrackId(event.track.id)) is not None:
        await record(app, listener, datetime.now(UTC), [event], [], _DIALECT, _DELETE)
    return reply({"status": "ok"})


async def read_object(request: Request[Any, Any, Any], app: App) -> dict[str, Any]:
    """Raises Problem 400 for a body that is not a JSON object."""
    body = await read_body(request, app.settings)
    try:
        return read_message(body)
    except Malformed as bad:
        raise Problem(400, bad.reason) from None
