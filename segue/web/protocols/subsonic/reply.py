"""The reply of every call: `subsonic-response` as XML, JSON or JSONP, from one and the same tree of values."""

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec
from litestar import Response

from segue import __version__
from segue.web.protocols.subsonic.params import Params

VERSION = "1.16.1"
_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}  # players that are web pages
_FRAME = {"version": VERSION, "type": "segue", "serverVersion": __version__, "openSubsonic": True}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,127}", re.ASCII)


def ok(params: Params, body: dict[str, Any]) -> Response[bytes]:
    return _reply(params, {"status": "ok", **_FRAME, **body})


def as_told(params: Params, told: dict[str, Any]) -> Response[bytes]:
    """What another server said, read from its JSON, in the form that was asked for."""
    return _reply(params, told)


def failed(params: Params, code: int, message: str, status: int = 200) -> Response[bytes]:
    return _reply(params, {"status": "failed", **_FRAME, "error": {"code": code, "message": message}}, status)


def _reply(params: Params, tree: dict[str, Any], status: int = 200) -> Response[bytes]:
    kind, callback = params.one("f"), params.one("callback")
    if kind == "json" or (kind == "jsonp" and not _CALLBACK.fullmatch(callback or "")):
        body, media = msgspec.json.encode({"subsonic-response": tree}), "application/json"
    elif kind == "jsonp":
        body = f"{callback}(".encode() + msgspec.json.encode({"subsonic-response": tree}) + b");"
        media = "application/javascript"
    else:
        tree = {"xmlns": "http://subsonic.org/restapi", **tree}
        body = ('<?xml version="1.0" encoding="UTF-8"?>\n' + _element("subsonic-response", tree)).encode()
        media = "application/xml"
    headers = {**_HEADERS, "Retry-After": "5"} if status == 503 else _HEADERS
    return Response(body, status_code=status, media_type=media, headers=headers)


def _element(name: str, value: Any) -> str:
    """Plain values of an object become attributes, objects elements, lists repeated elements."""
    if not isinstance(value, dict):
        return f"<{name}>{escape(_text(value))}</{name}>"
    attributes, below = [], []
    for key, one in value.items():
        if isinstance(one, dict):
            below.append(_element(key, one))
        elif isinstance(one, list):
            below.extend(_element(key, each) for each in one)
        elif one is not None:
            attributes.append(f" {key}={quoteattr(_text(one))}")
    inside = "".join(below)
    head = f"<{name}{''.join(attributes)}"
    return f"{head}>{inside}</{name}>" if inside else f"{head}/>"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))
