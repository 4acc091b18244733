"""The Last.fm API 2.0 (https://www.last.fm/api), as scrobblers use it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import HttpMethod, Request, Response, route

from segue.domain.consent import Refused
from segue.ingest.dialect import Malformed
from segue.ports import Unavailable
from segue.web.auth import app_of
from segue.web.form import form_pairs
from segue.web.problems import Problem, failed
from segue.web.protocol import Protocol
from segue.web.protocols.lastfm import auth, tracks, user
from segue.web.protocols.lastfm.allow import allow, ask, tokens_of
from segue.web.protocols.lastfm.answer import Element, Failed, answer, refusal
from segue.web.protocols.lastfm.call import Call
from segue.web.protocols.lastfm.documented import CallOperation

_METHODS: dict[str, Callable[[Call], Awaitable[Element | None]]] = {
    "track.scrobble": tracks.scrobble,
    "track.updatenowplaying": tracks.now_playing,
    "track.love": tracks.love,
    "track.unlove": tracks.love,
    "library.removescrobble": tracks.take_back,
    "user.getinfo": user.get_info,
    "user.getrecenttracks": user.get_recent_tracks,
    "user.gettoptracks": user.get_top_tracks,
    "user.getlovedtracks": user.get_loved_tracks,
}


@route(
    "/2.0",
    http_method=[HttpMethod.GET, HttpMethod.POST],
    status_code=200,
    operation_class=CallOperation,
    tags=["Last.fm"],
    request_max_body_size=None,
)
async def speak(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Every call; parameters of the query and of the body count alike."""
    as_json = b"format=json" in request.scope["query_string"].lower()
    try:
        parameters = dict(await form_pairs(request, app_of(request).settings))
        as_json = parameters.get("format", "").lower() == "json"
        call = Call(app_of(request), parameters.get("method", "").strip().lower(), parameters)
        return answer(await _answered(request, call), as_json)
    except Failed as wrong:
        return refusal(wrong, as_json)
    except Malformed as wrong:
        return refusal(Failed(6, f"Invalid parameters - {wrong}"), as_json)
    except Problem as wrong:
        return refusal(Failed(6, f"Invalid parameters - {wrong.detail}"), as_json)
    except Refused as wrong:
        return refusal(Failed(4, f"Authentication Failed - {wrong}"), as_json)
    except Unavailable as wrong:
        return refusal(Failed(16, f"There was a temporary error, please try again - {wrong}"), as_json)
    except Exception as wrong:
        return refusal(Failed(8, failed(wrong).detail), as_json)


async def _answered(request: Request[Any, Any, Any], call: Call) -> Element | None:
    call.need("method")
    call.require_key()
    if call.method == "auth.gettoken":
        return auth.get_token(tokens_of(request))
    if call.method == "auth.getsession":
        return auth.get_session(call, tokens_of(request))
    if call.method == "auth.getmobilesession":
        return auth.get_mobile_session(call)
    method = _METHODS.get(call.method)
    if method is None:
        raise Failed(3, "Invalid Method - No method with that name in this package")
    return await method(call)


protocol = Protocol(title="Last.fm", routes=(speak, ask, allow))
