"""AudioScrobbler 1.2 (https://www.last.fm/api/submissions): handshake, now playing, submissions. Answers are text."""

import hmac
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

from litestar import Request, Response, get, post
from litestar.types import ExceptionHandlersMap

from segue.app import App
from segue.domain.consent import Refused
from segue.domain.listener import Listener
from segue.ingest.checks import SKEW
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import audioscrobbler
from segue.ingest.scrobble import MAX_SCROBBLES, indexed, judge_each
from segue.ports import Unavailable
from segue.web.api.events import record
from segue.web.auth import app_of
from segue.web.documented import TEXT, Told
from segue.web.form import form_pairs, query_pairs
from segue.web.problems import Problem, failed
from segue.web.protocol import Protocol

_NAME = "audioscrobbler"
_PLAYING = "/audioscrobbler/nowplaying"
_SUBMIT = "/audioscrobbler/submit"
_HOST = re.compile(r"[\w.\-\[\]:%]{1,255}")


class _Operation(Told):
    GOOD = {200: TEXT}  # noqa: RUF012 - ClassVar in the base class
    BAD = (400, 408, 413, 415, 503)
    BAD_SCHEMA = TEXT
    GOOD_KINDS = BAD_KINDS = ("text/plain",)
    NEEDS_TOKEN = False


def _line(*lines: str, status: int = 200) -> Response[str]:
    """Every line has its end: some clients ask again for ever without the last one."""
    headers = {"Retry-After": "5"} if status == 503 else {}
    said = "".join(f"{' '.join(line.split())}\n" for line in lines)
    return Response(said, status_code=status, media_type="text/plain", headers=headers)


def _on_error(_: Request[Any, Any, Any], wrong: Exception) -> Response[str]:
    if isinstance(wrong, Malformed):
        return _line(f"FAILED {wrong}")
    if isinstance(wrong, Refused):
        return _line(f"FAILED {wrong}")
    if isinstance(wrong, Problem):
        return _line(f"FAILED {wrong.detail}", status=wrong.status)
    if isinstance(wrong, Unavailable):
        return _line(f"FAILED {wrong}", status=503)
    return _line(f"FAILED {failed(wrong).detail}", status=500)


_IN_THEIR_WORDS: ExceptionHandlersMap = dict.fromkeys((Malformed, Refused, Problem, Unavailable, Exception), _on_error)


def md5_hex(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


@get("/audioscrobbler", operation_class=_Operation, tags=["AudioScrobbler"], exception_handlers=_IN_THEIR_WORDS)
async def handshake(request: Request[Any, Any, Any]) -> Response[str]:
    """OK, session, and the addresses for what follows; or BADAUTH, BADTIME, FAILED and why.

    The proof is `a` = md5(md5(app password) + t). The session is the same until the app password changes, so a
    client that keeps it over a restart of the server goes on.
    """
    told = dict(query_pairs(request))
    if told.get("hs") != "true":
        return _line("FAILED this is AudioScrobbler 1.2; a handshake says hs=true")
    if not told.get("p", "").startswith("1.2"):
        return _line(f"FAILED protocol {told.get('p', '')[:20]!a} is not spoken here, 1.2 is")
    missing = [name for name in ("u", "t", "a") if not told.get(name)]
    if missing:
        return _line(f"FAILED the handshake lacks {', '.join(missing)}")
    app, when = app_of(request), told["t"]

    def proves(password: str) -> bool:
        return hmac.compare_digest(md5_hex(md5_hex(password) + when).encode(), told["a"].lower().encode())

    listener = app.accounts.by_password(told["u"], proves)
    if listener is None:
        return _line("BADAUTH")
    if not when.isascii() or not when.isdigit() or abs(int(when[:20]) - time.time()) > SKEW.total_seconds():
        return _line("BADTIME")
    here = f"{request.scope['scheme']}://{_host(request)}"
    return _line("OK", app.accounts.sessions.open(listener.log_id, _NAME), f"{here}{_PLAYING}", f"{here}{_SUBMIT}")


@post(
    _PLAYING,
    status_code=200,
    operation_class=_Operation,
    tags=["AudioScrobbler"],
    request_max_body_size=None,
    exception_handlers=_IN_THEIR_WORDS,
)
async def now_playing(request: Request[Any, Any, Any]) -> Response[str]:
    """OK or BADSESSION. A notice that cannot be read is kept in the quarantine and answered OK."""
    app, now = app_of(request), datetime.now(UTC)
    told = dict(await form_pairs(request, app.settings))
    listener = _of_session(app, told)
    if listener is None:
        return _line("BADSESSION")
    notice = {name: value for name, value in told.items() if name != "s"}
    return await _kept(app, listener, now, [notice], lambda one: [audioscrobbler.playing(one, now)], _PLAYING)


@post(
    _SUBMIT,
    status_code=200,
    operation_class=_Operation,
    tags=["AudioScrobbler"],
    request_max_body_size=None,
    exception_handlers=_IN_THEIR_WORDS,
)
async def submit(request: Request[Any, Any, Any]) -> Response[str]:
    """OK or BADSESSION, for up to 50 tracks.

    A track that cannot be read is kept in the quarantine and answered OK: a client that hears FAILED sends the same
    again for ever, and everything after it waits.
    """
    app = app_of(request)
    pairs = await form_pairs(request, app.settings)
    listener = _of_session(app, dict(pairs))
    if listener is None:
        return _line("BADSESSION")
    found: dict[int, dict[str, str]] = {}
    for name, index, value in indexed(pairs):
        if index is not None and (value or name not in found.get(index, {})):
            found.setdefault(index, {})[name] = value  # `r` may come twice, once empty: what says something counts
    if not found:
        return _line("FAILED there is no track in it")
    if len(found) > MAX_SCROBBLES:
        return _line(f"FAILED {len(found)} tracks, at most {MAX_SCROBBLES} are taken")
    tracks = [found[index] for index in sorted(found)]
    return await _kept(app, listener, datetime.now(UTC), tracks, audioscrobbler.parse, _SUBMIT)


def _host(request: Request[Any, Any, Any]) -> str:
    """Where the client thinks that this is.

    Raises:
        Malformed: the header is no name and port.
    """
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise Malformed("", "the Host header is no host")
    return host


def _of_session(app: App, told: Mapping[str, str]) -> Listener | None:
    return app.accounts.by_session(told.get("s", ""), _NAME)


async def _kept(
    app: App, listener: Listener, now: datetime, messages: list[dict[str, str]], read: Any, path: str
) -> Response[str]:
    (events, rejected, raws), _ = judge_each(messages, read, now)
    await record(app, listener, now, events, list(zip(rejected, raws, strict=True)), _NAME, f"POST {path}")
    return _line("OK")


protocol = Protocol(title="AudioScrobbler", routes=(handshake, now_playing, submit))
