"""`POST /api/token`: access tokens for programs that insist on fetching one (RFC 6749, client credentials, refresh).

Nothing is stored: what is given is a session key (segue/accounts/sessions.py), which a new app password ends.
"""

import binascii
import hmac
from base64 import b64decode
from typing import Any

import msgspec
from litestar import Request, Response, post

from segue.app import App
from segue.domain.listener import Listener
from segue.ingest.dialect import Malformed
from segue.web.auth import app_of
from segue.web.form import form_pairs
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, SESSION
from segue.web.protocols.spotify.documented import TokenOperation

_LIVES_S = 3600  # after which programs ask again; the key itself lives on
_GRANTS = ("client_credentials", "refresh_token")


@post(
    "/api/token",
    status_code=200,
    operation_class=TokenOperation,
    tags=["Spotify"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def post_token(request: Request[Any, Any, Any]) -> Response[bytes]:
    """A client secret is a listener's token, or the app password of the listener whose name is the client id; a
    refresh token is a listener's token, or what was given here."""
    app = app_of(request)
    try:
        told = dict(await form_pairs(request, app.settings))
    except (Malformed, Problem) as unread:
        return _said({"error": "invalid_request", "error_description": str(unread)}, 400)
    grant = told.get("grant_type", "")
    if grant not in _GRANTS:
        return _said({"error": "unsupported_grant_type", "error_description": f"there are {', '.join(_GRANTS)}"}, 400)
    if grant == "refresh_token":
        key = told.get("refresh_token", "")
        listener = app.accounts.by_token(key) or app.accounts.by_session(key, SESSION)
        wrong = {"error": "invalid_grant", "error_description": "Invalid refresh token"}
    else:
        listener = _client(app, *_credentials(request, told))
        wrong = {"error": "invalid_client", "error_description": "Invalid client secret"}
    if listener is None:
        return _said(wrong, 400)
    access = app.accounts.sessions.open(listener.log_id, SESSION)
    return _said({"access_token": access, "token_type": "Bearer", "expires_in": _LIVES_S, "scope": ""})


def _credentials(request: Request[Any, Any, Any], told: dict[str, str]) -> tuple[str, str]:
    """Id and secret, of the header or of the form."""
    scheme, _, basic = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = b64decode(basic.strip(), validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return "", ""
        return name, secret
    return told.get("client_id", ""), told.get("client_secret", "")


def _client(app: App, name: str, secret: str) -> Listener | None:
    if not secret:
        return None
    found = app.accounts.by_token(secret)
    return found or app.accounts.by_password(name, lambda own: hmac.compare_digest(own.encode(), secret.encode()))


def _said(told: dict[str, Any], status: int = 200) -> Response[bytes]:
    return Response(
        msgspec.json.encode(told),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
