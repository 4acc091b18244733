"""The one route of the protocol: read the parameters, find out who calls, answer."""

from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, route
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.params import FromPath

from segue.domain.consent import Refused
from segue.ports import Unavailable
from segue.web.auth import app_of
from segue.web.body import read_body
from segue.web.documented import Told
from segue.web.problems import Problem
from segue.web.problems import failed as failure
from segue.web.protocols.subsonic import reply
from segue.web.protocols.subsonic.albums import ALBUMS
from segue.web.protocols.subsonic.asked import Answer, Asked
from segue.web.protocols.subsonic.auth import listener_of
from segue.web.protocols.subsonic.browse import BROWSE
from segue.web.protocols.subsonic.folders import FOLDERS
from segue.web.protocols.subsonic.kept import KEPT
from segue.web.protocols.subsonic.params import GENERIC, Fault, Params, read_params
from segue.web.protocols.subsonic.picture import picture
from segue.web.protocols.subsonic.playlists import PLAYLISTS
from segue.web.protocols.subsonic.similar import SIMILAR
from segue.web.protocols.subsonic.system import SYSTEM, extensions
from segue.web.protocols.subsonic.told import TOLD
from segue.web.searched import Searched

_ANSWERS: dict[str, Answer] = {**SYSTEM, **TOLD, **KEPT, **BROWSE, **FOLDERS, **ALBUMS, **PLAYLISTS, **SIMILAR}
_NOT_ALLOWED = 50


class _Operation(Told):
    GOOD = {200: Schema(type=OpenAPIType.OBJECT, description="subsonic-response")}  # noqa: RUF012 - as in the base class
    BAD = (400, 408, 413, 415, 503)
    BAD_SCHEMA = GOOD[200]
    GOOD_KINDS = BAD_KINDS = ("application/xml", "application/json", "application/javascript")
    NEEDS_TOKEN = False


@route(
    "/rest/{name:str}",
    http_method=["GET", "POST"],
    status_code=200,
    operation_class=_Operation,
    tags=["Subsonic"],
    request_max_body_size=None,
)
async def call(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """A Subsonic call, as XML, JSON or JSONP; errors are inside the answer."""
    params = Params({})
    try:
        query = request.scope["query_string"].decode("utf-8", "replace")
        params = read_params(query)
        if request.method == "POST":
            params = read_params(query, (await read_body(request, app_of(request).settings)).decode("utf-8", "replace"))
        method = name.removesuffix(".view")
        if method == "getCoverArt":
            return await picture(_asked(request, method, params))
        return reply.ok(params, await _answer(request, method, params))
    except Fault as fault:
        return reply.failed(params, fault.code, fault.message)
    except Problem as problem:
        return reply.failed(params, GENERIC, problem.detail, problem.status)
    except Refused as refused:
        return reply.failed(params, _NOT_ALLOWED, str(refused))
    except Unavailable as gone:
        return reply.failed(params, GENERIC, str(gone), 503)
    except Exception as error:
        return reply.failed(params, GENERIC, failure(error).detail)


async def _answer(request: Request[Any, Any, Any], method: str, params: Params) -> dict[str, Any]:
    if method == "getOpenSubsonicExtensions":
        return extensions(app_of(request).near.sounds_known())
    asked = _asked(request, method, params)
    answer = _ANSWERS.get(method)
    if answer is None:
        raise Fault(GENERIC, f"Segue does not have the method {method[:40]!a}.")
    return await answer(asked)


def _asked(request: Request[Any, Any, Any], method: str, params: Params) -> Asked:
    """Raises Fault: nobody calls."""
    app = app_of(request)
    return Asked(app, listener_of(params, app.accounts), method, params, datetime.now(UTC), _searched(request))


def _searched(request: Request[Any, Any, Any]) -> Searched:
    """One for all requests to this application."""
    state = request.app.state
    if "subsonic_searched" not in state:
        state["subsonic_searched"] = Searched()
    found: Searched = state["subsonic_searched"]
    return found
