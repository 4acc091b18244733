"""Beacons: the last words of a page that is being closed. They carry no headers, so their token stands in the body."""

from typing import Any

import msgspec
from litestar import Request

from segue.domain.listener import Listener
from segue.web.auth import COOKIE, app_of
from segue.web.body import read_body
from segue.web.problems import Problem

MOST_BYTES = 65_536  # browsers send no more


class _Signed(msgspec.Struct):
    token: str


def is_beacon(request: Request[Any, Any, Any]) -> bool:
    """Whether it can only say in its body who it is from. Its length must be told: nobody is known yet."""
    headers = request.headers
    length = headers.get("content-length", "")
    if "authorization" in headers or request.cookies.get(COOKIE):
        return False
    return headers.get("content-type", "").startswith("text/plain") and length.isascii() and length.isdigit()


async def opened(request: Request[Any, Any, Any]) -> tuple[Listener, bytes]:
    """Raises Problem: 413 for more than 64 KiB, 401 without a token that is somebody's."""
    if int(request.headers["content-length"][:20]) > MOST_BYTES:
        raise Problem(413, f"a beacon has at most {MOST_BYTES:,} bytes")
    body = await read_body(request, app_of(request).settings)
    try:
        token = msgspec.json.decode(body, type=_Signed).token
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(401, "send `Authorization: Bearer <token>`, or `token` in the body of a beacon") from None
    listener = app_of(request).accounts.by_token(token)
    if listener is None:
        raise Problem(401, "this token is nobody's", "token")
    return listener, body
