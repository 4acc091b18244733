"""`GET /api/v1/recommendations` and `POST /api/v1/next`: the slate, alone or together with the news."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response, get, post

from segue.domain.slate import Request as Asked
from segue.flows.record import Receipt
from segue.ingest.body import BadBody, read_message
from segue.ingest.dialect import Malformed
from segue.ingest.judge import Judged
from segue.ingest.reading import NATIVE, heard_in, known, read, stated, without_secret
from segue.web.api import asking
from segue.web.api.events import DIALECT, bad_body, hold_body, record
from segue.web.auth import app_of, listener_of
from segue.web.body import read_body
from segue.web.documented import NextOperation, RecommendationsOperation
from segue.web.problems import Problem

_NO_EVENTS = re.compile(rb"(?:\[\s*\]|null)?")
Understood = TypeVar("Understood")
PRIVATE = {"Cache-Control": "private, no-store"}


class _Next(msgspec.Struct):
    events: msgspec.Raw = msgspec.Raw(b"")
    request: msgspec.Raw = msgspec.Raw(b"{}")


@get("/api/v1/recommendations", operation_class=RecommendationsOperation, tags=["listening"])
async def get_recommendations(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The slate: tracks with scores, sources and reasons, and what changed since the last one.

    It always holds everything the log has of this listener; `after` refuses an answer that could not.
    """
    app, listener = app_of(request), listener_of(request)
    query = dict(request.query_params)
    accepted = request.headers.get("accept-language", "")
    asked = asking.from_query(app, listener, query, datetime.now(UTC), accepted)
    after = asking.whole(query, "after")
    if after is not None and after > app.log.end():
        raise Problem(400, f"the log ends at {app.log.end()}", "after")
    slate = app.server.answer(listener, asked)
    return Response(msgspec.json.encode(slate), media_type="application/json", headers=PRIVATE)


@post(
    "/api/v1/next",
    status_code=200,
    operation_class=NextOperation,
    tags=["listening"],
    request_max_body_size=None,
)
async def post_next(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Events and request in one round trip: what a player calls at a skip.

    The answer joins the receipt of `/api/v1/events` and the slate of `/api/v1/recommendations`. A request that
    cannot be understood is refused before anything is recorded; without events it is only answered.
    """
    app, listener = app_of(request), listener_of(request)
    accepted = request.headers.get("accept-language", "")

    def understood(wanted: Any) -> Asked:
        return asking.from_fields(app, listener, wanted, datetime.now(UTC), "request.", accepted)

    asked, receipt = await news(request, "POST /api/v1/next", understood)
    slate = app.server.answer(listener, asked)
    joined = {**msgspec.structs.asdict(slate), **msgspec.structs.asdict(receipt)}
    return Response(msgspec.json.encode(joined), media_type="application/json", headers=PRIVATE)


async def news(
    request: Request[Any, Any, Any], source: str, understand: Callable[[Any], Understood]
) -> tuple[Understood, Receipt]:
    """A body of `events` and `request`: the request understood, then the events recorded.

    Raises:
        Problem: the request makes no sense, and nothing was recorded.
    """
    app, listener = app_of(request), listener_of(request)
    body = await read_body(request, app.settings)
    now = datetime.now(UTC)
    named = request.headers.get(DIALECT)
    try:
        wanted, silent = _request(body)
        asked = understand(wanted)
        dialect = stated(body) if named is None else known(named)
        told: Judged = ([], [], [])
        if dialect != NATIVE:
            told = read(body, now, listener.id, app.clocks.offset, dialect, may_be_empty=True)[1]
        elif not silent:
            told = read(body, now, listener.id, app.clocks.offset)[1]
        events, rejected, raws = told
    except BadBody as bad:
        await hold_body(app, listener, now, without_secret(body), bad, source, heard_in(body, named))
        raise bad_body(bad) from None
    return asked, await record(app, listener, now, events, list(zip(rejected, raws, strict=True)), dialect, source)


def _request(body: bytes) -> tuple[Any, bool]:
    """What is asked for, and whether there are no events at all.

    Raises:
        BadBody: the request cannot be read.
    """
    try:
        read = msgspec.json.decode(body, type=_Next)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _loosely(body)
    silent = _NO_EVENTS.fullmatch(bytes(read.events)) is not None
    if silent:
        _exactly(body, "")  # there may be a second list of events
    return _exactly(bytes(read.request), "request"), silent


def _loosely(body: bytes) -> tuple[Any, bool]:
    """Half a surrogate pair in an event costs that event, and the request still counts."""
    try:
        whole = read_message(body)
    except Malformed:
        return {}, False  # the reader of events says what is wrong with the body, and where
    return whole.get("request", {}), whole.get("events") in (None, [])


def _exactly(raw: bytes, position: str) -> dict[str, Any]:
    try:
        return read_message(raw)
    except Malformed as wrong:
        raise BadBody(position, wrong.reason) from None
