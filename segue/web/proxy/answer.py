"""Answer: what the server said to a call, read from a copy of its reply."""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import msgspec

_STATUS = re.compile(rb"""(?:<subsonic-response[^>]{0,2000}?\sstatus\s*=\s*|"status"\s*:\s*)["'](ok|failed)["']""")
_KINDS = ("song", "album", "artist")
_SHOWN = 100
_RESULTS = ("searchResult", "searchResult2", "searchResult3")


@dataclass(frozen=True, slots=True)
class Answer:
    ok: bool
    found: dict[str, int] | None = None  # results of a search
    songs: tuple[str, ...] = ()  # ids of the songs among them, best first


def read_answer(body: bytes, whole: bool, search: bool) -> Answer:
    """JSON, JSONP or XML. A reply that is cut off (`whole` is false) still says whether it went well."""
    said = _STATUS.search(body[:65_536])
    ok = said is not None and said[1] == b"ok"
    results = _found(body) if ok and whole and search else None
    if results is None:
        return Answer(ok)
    counts = {kind: len(results[kind]) for kind in _KINDS}
    return Answer(ok, counts, tuple(one for one in results["song"][:_SHOWN] if one))


def _found(body: bytes) -> dict[str, list[str]] | None:
    """Ids by kind; "" where one has none."""
    text = body.strip()
    if text.startswith(b"<"):
        return _in_xml(text)
    if not text.startswith(b"{"):
        text = text[text.find(b"(") + 1 : text.rfind(b")")]
    try:
        told: Any = msgspec.json.decode(text)["subsonic-response"]
        results = next(told[name] for name in _RESULTS if name in told)
        return {kind: [str(one.get("id") or "") for one in results.get(kind) or ()] for kind in _KINDS}
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError, StopIteration, UnicodeDecodeError):
        return None


def _in_xml(text: bytes) -> dict[str, list[str]] | None:
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
    named = [(e.tag.rpartition("}")[2], e.get("id", "")) for e in results]
    return {kind: [one for name, one in named if name == kind] for kind in _KINDS}
