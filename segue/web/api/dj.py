"""`/api/v1/dj`: the next track with a line about it, and how talkative the DJ is."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from segue.domain.listener import Listener
from segue.web.api import asking
from segue.web.api.prompts import without_markup
from segue.web.api.recommendations import PRIVATE
from segue.web.auth import COOKIE, app_of, bearer, listener_here, listener_of
from segue.web.body import read_object
from segue.web.documented_dj import DjNextOperation, DjSpeechOperation, DjTalkOperation
from segue.web.problems import Problem

_WANT = "want a number from 0 (silence) to 1 (before every track)"
_ASKED = ("seed", "lang", "library", "profiled")


@get("/api/v1/dj/next", operation_class=DjNextOperation, tags=["dj"])
async def get_dj_next(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The next track of your session and, before some, a line about it.

    A session ends after two hours without a question, or with `new`. In one session no track comes twice while there
    are others, and nothing is said twice.
    """
    app, listener = app_of(request), listener_here(request)
    query = request.query_params
    accepted = request.headers.get("accept-language", "")
    fields = {name: query[name] for name in _ASKED if name in query}
    asked = asking.from_query(app, listener, fields, datetime.now(UTC), accepted)
    talk = _talk(query["talk"]) if "talk" in query else None
    anew = asking.YES_OR_NO.get(query.get("new", "false").lower())
    if anew is None:
        raise Problem(400, "want true or false", "new")
    turn = await asyncio.to_thread(app.dj.next, listener, asked, talk=talk, anew=anew)
    return _json(turn)


@get("/api/v1/dj/speech/{name:str}", operation_class=DjSpeechOperation, tags=["dj"])
async def get_dj_speech(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """A line of yours, spoken: a sound file, as loud as the track that it comes before. For ten minutes."""
    app, listener = app_of(request), _hearer(request)
    spoken = await asyncio.to_thread(app.dj.speeches.spoken, listener.id, name)
    if spoken is None:
        raise Problem(404, "nothing is said by this name, or not any more", "name")
    headers = {**PRIVATE, "Segue-Loudness": "unknown" if spoken.lufs is None else f"{spoken.lufs:.1f} LUFS"}
    if spoken.note:
        headers["Segue-Loudness-Note"] = spoken.note
    return Response(spoken.sound, media_type=_kind(spoken.sound), headers=headers)


@post("/api/v1/dj/talk", status_code=200, operation_class=DjTalkOperation, tags=["dj"], request_max_body_size=None)
async def post_dj_talk(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Choose how talkative it is for you: 0 is silence, 1 a line before every track, null whatever the server does."""
    app, listener = app_of(request), listener_here(request)
    told = await read_object(request, app.settings)
    app.accounts.talk.choose(listener.id, asking.share(told, "talk", _WANT))
    return _json({"talk": app.dj.talk_of(listener.id)})


def _hearer(request: Request[Any, Any, Any]) -> Listener:
    """As `listener_here`, but an audio element need not say which page it is on: over plain http in a local network it
    cannot, and nobody else knows the name.

    Raises:
        Problem: 401.
    """
    cookie = request.cookies.get(COOKIE)
    if bearer(request) is not None or not cookie:
        return listener_of(request)
    listener = app_of(request).accounts.by_token(cookie)
    if listener is None:
        raise Problem(401, "please sign in again")
    return listener


def _kind(sound: bytes) -> str:
    return "audio/wav" if sound[:4] == b"RIFF" else "application/octet-stream"


def _talk(text: str) -> float:
    try:
        talk = float(text) if len(text) < 20 else -1.0
    except ValueError:
        talk = -1.0
    if not 0 <= talk <= 1:
        raise Problem(400, _WANT, "talk")
    return talk


def _json(data: Any) -> Response[bytes]:
    return Response(without_markup(msgspec.json.encode(data)), media_type="application/json", headers=PRIVATE)
