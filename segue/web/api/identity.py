"""Who somebody is across devices: anonymous ids, adopting them at login, links by hand, and taking them back."""

from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response, delete, get, post
from msgspec import Struct

from segue.accounts.anonymous import TooMany
from segue.accounts.links import How, Link, Part
from segue.app import App
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId
from segue.domain.listener import Listener
from segue.web.api.recommendations import PRIVATE
from segue.web.auth import app_of, listener_of
from segue.web.body import read_body
from segue.web.documented_identity import (
    AdoptOperation,
    AnonymousOperation,
    LinkOperation,
    LinksOperation,
    UnlinkOperation,
)
from segue.web.problems import Problem

_T = TypeVar("_T")
_LONGEST = 500  # characters of a device's name


class _Anonymous(Struct, forbid_unknown_fields=True):
    device: str
    zone: str = "UTC"
    purposes: tuple[Purpose, ...] = tuple(Purpose)


class _Adopt(Struct, forbid_unknown_fields=True):
    anonymous: str


class _Link(Struct, forbid_unknown_fields=True):
    token: str
    device: str | None = None
    person: str | None = None


@post(
    "/api/v1/anonymous",
    status_code=201,
    operation_class=AnonymousOperation,
    tags=["identity"],
    request_max_body_size=None,
)
async def post_anonymous(request: Request[Any, Any, Any]) -> Response[bytes]:
    """A token for a device on which nobody has signed in yet.

    It stands for a new listener without a name. `/api/v1/adopt` gives what they told to whoever signs in.
    """
    app = app_of(request)
    asked = await _read(request, _Anonymous)
    device = asked.device.strip()
    if not 0 < len(device) <= _LONGEST or not device.isprintable():
        raise Problem(400, f"want 1 to {_LONGEST} printable characters", "device")
    most = app.settings.anonymous_per_hour
    if not most:
        raise Problem(403, "this server has no anonymous listeners")
    try:
        who, token = app.accounts.add_anonymous(device, asked.zone, datetime.now(UTC), most, asked.purposes)
    except ValueError as error:
        raise Problem(400, str(error), "zone") from None
    except TooMany as error:
        raise Problem(429, str(error)) from None
    return _answer({"listener": who, "token": token}, 201)


@post("/api/v1/adopt", status_code=200, operation_class=AdoptOperation, tags=["identity"], request_max_body_size=None)
async def post_adopt(request: Request[Any, Any, Any]) -> Response[bytes]:
    """At login: what an anonymous token told, and still tells, counts for the listener who asks.

    The anonymous token goes on to bring events and reads nothing. Asking again changes nothing.
    """
    app, listener = app_of(request), listener_of(request)
    asked = await _read(request, _Adopt)
    other = _other(app, asked.anonymous, "anonymous")
    if app.accounts.nameless.device(other.log_id) is None:
        raise Problem(400, "this token belongs to a listener with a name; POST /api/v1/links joins those", "anonymous")
    return _answer(_made(app, other.log_id, listener, How.LOGIN))


@get("/api/v1/links", operation_class=LinksOperation, tags=["identity"])
async def get_links(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Which ids count for this listener, or for whom this one does, since when and why; undone links too."""
    app, listener = app_of(request), listener_of(request)
    found = [_told(app, link, part) for link, part in app.accounts.links.of(listener.id)]
    return _answer({"links": found, "voices": [msgspec.to_builtins(v) for v in app.accounts.links.voices(listener.id)]})


@post("/api/v1/links", status_code=200, operation_class=LinkOperation, tags=["identity"], request_max_body_size=None)
async def post_links(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Join another listener whose token the caller has, or one voice on one of that listener's devices.

    With `device` and `person` only what this person says to this device counts for the caller; without, everything
    of the other listener does, and their token reads and writes for the caller.
    """
    app, listener = app_of(request), listener_of(request)
    asked = await _read(request, _Link)
    other = _other(app, asked.token, "token")
    if asked.device is None and asked.person is None:
        return _answer(_made(app, other.log_id, listener, How.EXPLICIT))
    device, person = (asked.device or "").strip(), (asked.person or "").strip()
    for field, text, longest in (("device", device, _LONGEST), ("person", person, 200)):
        if not 0 < len(text) <= longest:
            raise Problem(400, f"want 1 to {longest} characters; a voice is a device and a person", field)
    return _answer(_made(app, app.accounts.links.part(other.log_id, "voice", device, person), listener, How.EXPLICIT))


@delete("/api/v1/links/{link:str}", status_code=200, operation_class=UnlinkOperation, tags=["identity"])
async def delete_link(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Take a link back: its history counts again for whom it would count if there had never been one."""
    app, listener = app_of(request), listener_of(request)
    link = str(request.path_params["link"])
    links = app.accounts.links
    held = links.undoable(link, listener.id)
    if held is None:
        raise Problem(404, "there is no such link of yours")
    part = links.part_of(held.source)
    app.unlink(link, datetime.now(UTC))
    return _answer(_told(app, links.get(link) or held, part))


async def _read(request: Request[Any, Any, Any], kind: type[_T]) -> _T:
    body = await read_body(request, app_of(request).settings)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        raise Problem(400, what, where.strip("`.")) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(400, "want a JSON object") from None


def _other(app: App, token: str, field: str) -> Listener:
    found = app.accounts.by_token(token)
    if found is None:
        raise Problem(400, "this token is nobody's", field)
    return found


def _made(app: App, source: ListenerId, listener: Listener, how: How) -> dict[str, Any]:
    try:
        made = app.accounts.links.link(source, listener.id, how, datetime.now(UTC))
    except ValueError as error:
        raise Problem(409, str(error)) from None
    return _told(app, made, app.accounts.links.part_of(source))


def _told(app: App, link: Link, part: Part | None) -> dict[str, Any]:
    """A link for the person whose it is."""
    told: dict[str, Any] = msgspec.to_builtins(link)
    if part is not None and part.why == "voice":
        told |= {"device": part.device, "person": part.person}
    elif part is not None:
        told |= {"device": part.device}
    elif (device := app.accounts.nameless.device(link.source)) is not None:
        told |= {"device": device}
    return told


def _answer(value: Any, status: int = 200) -> Response[bytes]:
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json", headers=PRIVATE)
