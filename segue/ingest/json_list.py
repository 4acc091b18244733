"""Where the list of plays begins in an export that is one object: `{"username": …, "scrobbles": [ … ]}`."""

import json
import re

_LISTS = frozenset(("scrobbles", "list", "listens", "track", "tracks", "Items", "items"))
_AROUND = frozenset(("payload", "recenttracks", "lovedtracks", "data"))  # objects that may hold such a list
_SPACE = re.compile(r"[ \t\r\n]*")
_SIGN = re.compile(r"[ \t\r\n]*([,:}])[ \t\r\n]*")
_decoder = json.JSONDecoder()


def list_start(head: bytes) -> int | None:
    """The byte at which a list under one of the known names begins; None when there is none in the `head`."""
    text = head.decode("utf-8", "replace")
    try:
        at = _list_in(text, _blank(text, 1 if text.startswith("\ufeff") else 0))
    except (ValueError, IndexError, RecursionError):
        return None
    return None if at is None else len(text[:at].encode("utf-8"))


def _blank(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _list_in(text: str, at: int) -> int | None:
    """In the object at `at`; ValueError where the text ends before one was found."""
    if text[at] != "{":
        return None
    at = _blank(text, at + 1)
    while text[at] != "}":
        name, at = _decoder.raw_decode(text, at)
        colon = _SIGN.match(text, at)
        if colon is None or colon[1] != ":":
            return None
        at = colon.end()
        if text[at] == "[" and name in _LISTS:
            return at
        if text[at] == "{" and name in _AROUND and (found := _list_in(text, at)) is not None:
            return found
        _, at = _decoder.raw_decode(text, at)
        comma = _SIGN.match(text, at)
        if comma is None:
            return None
        at = comma.end() if comma[1] == "," else comma.start(1)
    return None
