"""Answers as Last.fm gives them: one tree, written as XML or as its JSON."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec
from litestar import Response

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML has no way to write them
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

# https://www.last.fm/api/errorcodes, and the HTTP status that goes with each
_STATUS = {3: 400, 4: 403, 6: 400, 7: 404, 8: 500, 9: 403, 10: 403, 13: 403, 14: 403, 15: 403, 16: 503, 17: 403}


class Failed(Exception):  # noqa: N818 - the word that Last.fm has for it
    """An answer that says no."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Element:
    """`many`: one of a list, also when it is the only one."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Element", ...] = ()
    many: bool = False


def leaf(name: str, value: object = "", **attributes: str) -> Element:
    return Element(name, "" if value is None else str(value), attributes)


def answer(tree: Element | None, as_json: bool) -> Response[bytes]:
    """A yes; None has nothing to say beside it."""
    if as_json:
        return _json({tree.name: _plain(tree)} if tree else {}, 200)
    return _xml(f'<lfm status="ok">{_written(tree) if tree else ""}</lfm>', 200)


def refusal(failed: Failed, as_json: bool) -> Response[bytes]:
    status = _STATUS[failed.code]
    if as_json:
        return _json({"error": failed.code, "message": failed.message}, status)
    return _xml(f'<lfm status="failed"><error code="{failed.code}">{_text(failed.message)}</error></lfm>', status)


def _json(body: dict[str, Any], status: int) -> Response[bytes]:
    return _response(msgspec.json.encode(body), status, "application/json")


def _xml(body: str, status: int) -> Response[bytes]:
    return _response((_HEAD + body + "\n").encode(), status, "text/xml")


def _response(body: bytes, status: int, kind: str) -> Response[bytes]:
    headers = {"Retry-After": "5"} if status == 503 else {}
    return Response(body, status_code=status, media_type=kind, headers=headers)


def _text(text: str) -> str:
    return escape(_UNPRINTABLE.sub("", text))


def _written(tree: Element) -> str:
    attributes = "".join(f" {name}={quoteattr(_UNPRINTABLE.sub('', v))}" for name, v in tree.attributes.items())
    inside = "".join(map(_written, tree.children)) or _text(tree.text)
    return f"<{tree.name}{attributes}>{inside}</{tree.name}>"


def _plain(tree: Element) -> Any:
    """Attributes of a leaf stand beside its `#text`, those of a branch in `@attr`."""
    if not tree.children:
        return {**tree.attributes, "#text": tree.text} if tree.attributes else tree.text
    told: dict[str, Any] = {"@attr": dict(tree.attributes)} if tree.attributes else {}
    for child in tree.children:
        plain = _plain(child)
        if child.name not in told:
            told[child.name] = [plain] if child.many else plain
        elif isinstance(told[child.name], list):
            told[child.name].append(plain)
        else:
            told[child.name] = [told[child.name], plain]
    return told
