"""`POST /api/v1/events`: events in, acknowledged when they are on disk."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, post

from segue.app import App
from segue.domain.event import Event, Rejection
from segue.domain.listener import Listener
from segue.flows.record import Receipt
from segue.ingest.body import BadBody
from segue.ingest.reading import heard_in, read, without_secret
from segue.web.api.beacon import is_beacon, opened
from segue.web.auth import app_of, listener_here
from segue.web.body import read_body
from segue.web.documented import EventsOperation
from segue.web.problems import Problem

DIALECT = "segue-dialect"
"""The header that names the dialect of a body."""


@post(
    "/api/v1/events",
    status_code=202,
    operation_class=EventsOperation,
    tags=["listening"],
    request_max_body_size=None,
)
async def post_events(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Tell what was listened to: 1 to 1,000 events, plain or gzip.

    A device with messages of its own names its dialect: `Segue-Dialect: car_v2`, or `dialect` in the body.
    Each event is judged alone: the refused ones are listed with index, field and reason and kept in the
    quarantine, the others count. Sending the same batch again changes nothing and gets the same answer.
    """
    app = app_of(request)
    if is_beacon(request):
        listener, body = await opened(request)
    else:
        listener = listener_here(request)
        body = await read_body(request, app.settings)
    now = datetime.now(UTC)
    named = request.headers.get(DIALECT)
    try:
        dialect, (events, rejected, raws) = read(body, now, listener.id, app.clocks.offset, named)
    except BadBody as bad:
        await hold_body(app, listener, now, without_secret(body), bad, "POST /api/v1/events", heard_in(body, named))
        raise bad_body(bad) from None
    receipt = await record(app, listener, now, events, list(zip(rejected, raws, strict=True)), dialect)
    return Response(msgspec.json.encode(receipt), status_code=202, media_type="application/json")


async def record(
    app: App,
    listener: Listener,
    now: datetime,
    events: Sequence[Event],
    rejected: Sequence[tuple[Rejection, bytes]],
    dialect: str = "native",
    source: str = "POST /api/v1/events",
) -> Receipt:
    """Quarantine what was refused, then append the rest and wait for the disk."""
    if rejected:
        await asyncio.to_thread(app.recorder.hold, listener, dialect, now, rejected, source)
    appended = await asyncio.wrap_future(app.recorder.submit(listener, events))
    return Receipt(len(events), tuple(why for why, _ in rejected), appended.offset)


async def hold_body(
    app: App,
    listener: Listener,
    now: datetime,
    body: bytes,
    bad: BadBody,
    source: str,
    dialect: str = "native",
) -> None:
    """Keep a body that cannot be read at all."""
    why = Rejection(0, bad.position, bad.reason)
    await asyncio.to_thread(app.recorder.hold, listener, dialect, now, [(why, body)], source)


def bad_body(bad: BadBody) -> Problem:
    return Problem(413 if bad.too_many else 400, bad.reason, bad.position)
