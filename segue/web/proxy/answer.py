"""Answer: what the server said to a call, read from a copy of its reply."""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import msgspec

_STATUS = re.compile(rb"""(?:<subsonic-response[^>]{0,2000}?\sstatus\s*=\s*|"status"\s*:\s*)["'](ok|failed)["']""")
_KINDS = ("song", "album", "artist")
_RESULTS = ("searchResult", "searchResult2", "searchResult3")


@dataclass(frozen=True, slots=True)
class Answer:
    ok: bool
    found: dict[str, int] | None = None  # results of a search


def read_answer(body: bytes, whole: bool, search: bool) -> Answer:
    """JSON, JSONP or XML. A reply that is cut off (`whole` is false) still says whether it went well."""
    said = _STATUS.search(body[:65_536])
    ok = said is not None and said[1] == b"ok"
    return Answer(ok, _found(body) if ok and whole and search else None)


def _found(body: bytes) -> dict[str, int] | None:
    text = body.strip()
    if text.startswith(b"<"):
        return _in_xml(text)
    if not text.startswith(b"{"):
        text = text[text.find(b"(") + 1 : text.rfind(b")")]
    try:
        told: Any = msgspec.json.decode(text)["subsonic-response"]
        results = next(told[name] for name in _RESULTS if name in told)
        return {kind: len(results.get(kind) or ()) for kind in _KINDS} if isinstance(results, dict) else None
    except (msgspec.DecodeError, KeyError, TypeError, StopIteration, UnicodeDecodeError):
        return None


def _in_xml(text: bytes) -> dict[str, int] | None:
    """The server is the user's own, and a document type, which could be made to explode, is not read."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        return None
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - see above
    except ElementTree.ParseError:
        return None
    results = next((e for e in root if e.tag.rpartition("}")[2] in _RESULTS), None)
    if results is None:
        return None
    names = [e.tag.rpartition("}")[2] for e in results]
    return {kind: names.count(kind) for kind in _KINDS}
