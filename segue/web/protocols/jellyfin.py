"""Jellyfin: reports of a playback as its clients send them, and the notices of its webhook plugin."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from litestar import Request, Response, post
from litestar.openapi.spec import OpenAPIType, Schema

from segue.domain.event import Rejection
from segue.domain.listener import Listener
from segue.ingest.body import BadBody, read_message
from segue.ingest.checks import check_time
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import jellyfin
from segue.web.api.events import bad_body, hold_body, record
from segue.web.auth import app_of, bearer
from segue.web.body import read_body
from segue.web.documented import WITH_BODY, Told
from segue.web.problems import Problem
from segue.web.protocol import Protocol

_DIALECT = "jellyfin"
_WEBHOOK = "/jellyfin/webhook"
_PAIR = re.compile(r'(\w+)="([^"]*)"')
_PRIVATE = frozenset(
    ("remoteendpoint", "notificationusername", "userid", "username", "serverurl", "lastlogindate", "lastactivitydate",
     "overview", "tagline", "nowplayingqueue")
)  # fmt: skip


class _Operation(Told):
    BODY = Schema(type=OpenAPIType.OBJECT, description="as Jellyfin's API or its webhook plugin has it")
    GOOD = {204: Schema(type=OpenAPIType.NULL)}  # noqa: RUF012 - ClassVar in the base class
    BAD = WITH_BODY


def _named(request: Request[Any, Any, Any]) -> dict[str, str]:
    """What the client says of itself: `MediaBrowser Client="…", Device="…", DeviceId="…", Version="…", Token="…"`."""
    for header in ("authorization", "x-emby-authorization"):
        scheme, _, rest = request.headers.get(header, "").partition(" ")
        if scheme.lower() in ("mediabrowser", "emby"):
            return {name.lower(): unquote(value) for name, value in _PAIR.findall(rest)}
    return {}


def _listener(request: Request[Any, Any, Any], named: Mapping[str, str]) -> Listener:
    """Raises Problem 401."""
    headers = request.headers
    token = named.get("token") or headers.get("x-emby-token") or headers.get("x-mediabrowser-token") or bearer(request)
    listener = app_of(request).accounts.by_token(token.strip()) if token else None
    if listener is None:
        raise Problem(401, 'send `Authorization: MediaBrowser Token="…"` with a token of `segue listener add NAME`')
    return listener


async def _tell(request: Request[Any, Any, Any], call: str) -> Response[None]:
    """Read one report, record it, and answer as Jellyfin does when all is well."""
    app, named = app_of(request), _named(request)
    listener = _listener(request, named)
    body = await read_body(request, app.settings)
    now = datetime.now(UTC)
    source = f"POST {request.scope['path']}"
    try:
        told = {k: v for k, v in read_message(body).items() if k.lower() not in _PRIVATE}
    except Malformed as wrong:
        bad = BadBody(wrong.field, wrong.reason)
        await hold_body(app, listener, now, body, bad, source, _DIALECT)
        raise bad_body(bad) from None
    message = {"call": call, "at": now.isoformat(), "body": told}
    message |= {name: value for name in ("client", "device") if (value := named.get(name))}
    try:
        events = list(jellyfin.dialect.parse(message))
        for event in events:
            check_time(event, now)
    except Malformed as wrong:
        await record(app, listener, now, [], [(_why(wrong), json.dumps(message).encode())], _DIALECT, source)
        raise Problem(400, wrong.reason, wrong.field) from None
    await record(app, listener, now, events, [], _DIALECT, source)
    return Response(None, status_code=204)


def _why(wrong: Malformed) -> Rejection:
    return Rejection(0, wrong.field, wrong.reason)


_SAID: dict[str, Any] = {
    "status_code": 204, "operation_class": _Operation, "tags": ["Jellyfin"], "request_max_body_size": None,
}  # fmt: skip


@post("/Sessions/Playing", **_SAID)
async def playing(request: Request[Any, Any, Any]) -> Response[None]:
    """A playback begins (PlaybackStartInfo)."""
    return await _tell(request, "Playing")


@post("/Sessions/Playing/Progress", **_SAID)
async def progress(request: Request[Any, Any, Any]) -> Response[None]:
    """Where it is, paused or not (PlaybackProgressInfo)."""
    return await _tell(request, "Progress")


@post("/Sessions/Playing/Stopped", **_SAID)
async def stopped(request: Request[Any, Any, Any]) -> Response[None]:
    """It ended (PlaybackStopInfo)."""
    return await _tell(request, "Stopped")


@post(_WEBHOOK, **_SAID)
async def webhook(request: Request[Any, Any, Any]) -> Response[None]:
    """A notice of the webhook plugin. Its Content-Type does not matter: it is text/plain unless set."""
    return await _tell(request, "webhook")


@post("/Sessions/Playing/Ping", **_SAID)
async def ping(request: Request[Any, Any, Any]) -> Response[None]:
    """A client that plays is still there: nothing new."""
    _listener(request, _named(request))
    return Response(None, status_code=204)


@post(["/Sessions/Capabilities", "/Sessions/Capabilities/Full"], **_SAID)
async def capabilities(request: Request[Any, Any, Any]) -> Response[None]:
    """Clients say what they can do before they play; nobody here needs it."""
    _listener(request, _named(request))
    return Response(None, status_code=204)


protocol = Protocol(title="Jellyfin", routes=(playing, progress, stopped, webhook, ping, capabilities))
