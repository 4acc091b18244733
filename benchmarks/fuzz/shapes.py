"""Shapes: what an answer of each protocol must look like, whatever was asked."""

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from benchmarks.fuzz.exchange import Answer, Call

_ALWAYS = ("x-content-type-options", "referrer-policy", "x-frame-options")


def wrong(call: Call, answer: Answer) -> str | None:
    """What is wrong with an answer; None: nothing."""
    if answer.status >= 500:
        return f"status {answer.status}: {answer.body[:200]!a}"
    if answer.status < 200:
        return f"status {answer.status}"
    if missing := [name for name in _ALWAYS if name not in answer.headers]:
        return f"without {', '.join(missing)}"
    if b"Traceback (most recent" in answer.body:
        return "shows a traceback"
    if call.method in ("OPTIONS", "HEAD"):
        return None
    if answer.status == 400 and b"Invalid host header" in answer.body:
        return None  # said before anybody knows whose route it is
    try:
        return _check(call.path)(call, answer)
    except (ValueError, KeyError, TypeError, ElementTree.ParseError) as error:
        return f"{answer.status} {type(error).__name__} {error}: {answer.body[:160]!a}"


def _check(path: str) -> Callable[[Call, Answer], str | None]:
    for start, check in _BY_PATH:
        if path == start or path.startswith(f"{start}/"):
            return check
    return _page


def _problem(answer: Answer) -> str | None:
    told = _json(answer)
    good = answer.headers["content-type"] == "application/problem+json" and told["status"] == answer.status
    return None if good and told["title"] and told["detail"] else f"no problem document: {answer.body[:160]!a}"


def _json(answer: Answer) -> Any:
    return json.loads(answer.body, parse_constant=_never)


def _never(name: str) -> Any:
    raise ValueError(f"{name} in JSON")


def _api(_: Call, answer: Answer) -> str | None:
    if answer.status >= 400:
        return _problem(answer)
    if answer.body:
        _json(answer)
    return None


def _listenbrainz(call: Call, answer: Answer) -> str | None:
    if answer.status == 204 and not answer.body:
        return None  # nothing is known yet
    if answer.status in (404, 405) and answer.headers["content-type"] == "application/problem+json":
        return _problem(answer)  # no such route, so it is nobody's protocol
    told = _json(answer)
    if answer.status >= 400 and (told["code"] != answer.status or not told["error"]):
        return f"not in ListenBrainz' words: {answer.body[:160]!a}"
    return None


def _spotify(_: Call, answer: Answer) -> str | None:
    if answer.status < 400:
        if answer.body:
            _json(answer)
        return None
    told = _json(answer)
    good = told["error"]["status"] == answer.status and told["error"]["message"]
    return None if good else f"not in Spotify's words: {answer.body[:160]!a}"


def _token(_: Call, answer: Answer) -> str | None:
    if answer.status in (404, 405):
        return _problem(answer)
    told = _json(answer)
    good = told["access_token"] if answer.status == 200 else told["error"]
    return None if good else f"{answer.status} {answer.body[:160]!a}"


def _lastfm(call: Call, answer: Answer) -> str | None:
    if call.path.startswith("/api"):
        return None  # a page for a person
    if answer.status in (404, 405):
        return _problem(answer)
    if answer.headers["content-type"].startswith("application/json"):
        told = _json(answer)
        if answer.status >= 400 and told["error"] in (8, 11, 16):
            return f"error {told['error']}"
        return None if ("error" in told) == (answer.status >= 400) else f"{answer.status} {answer.body[:160]!a}"
    root = ElementTree.fromstring(answer.body)
    code = root.find("error")
    if code is not None and code.get("code") in ("8", "11", "16"):
        return f"error {code.get('code')}"
    return None if root.get("status") == ("ok" if answer.status < 400 else "failed") else f"{answer.body[:160]!a}"


def _audioscrobbler(_: Call, answer: Answer) -> str | None:
    if answer.status in (404, 405):
        return _problem(answer)
    text = answer.body.decode()
    first = text.split(maxsplit=1)[0]
    if first not in ("OK", "BADSESSION", "BADAUTH", "BADTIME", "FAILED") or not text.endswith("\n"):
        return f"not a line: {text[:160]!a}"
    return None


def _subsonic(call: Call, answer: Answer) -> str | None:
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "application/problem+json":
        return _problem(answer) if answer.status in (404, 405) else f"a problem document with {answer.status}"
    if kind == "application/xml":
        root = ElementTree.fromstring(answer.body)
        said, told = root.get("status"), root.find("{http://subsonic.org/restapi}error")
        code = None if told is None else told.get("code")
    elif kind in ("application/json", "application/javascript"):
        body = answer.body if kind == "application/json" else answer.body.partition(b"(")[2].removesuffix(b");")
        inside = json.loads(body, parse_constant=_never)["subsonic-response"]
        said, code = inside["status"], inside.get("error", {}).get("code")
    else:
        return None if answer.status < 400 else f"{answer.status} as {kind}"
    if b"Segue failed" in answer.body and str(code) == "0":
        return "Segue failed"
    return None if said == ("ok" if code is None else "failed") else f"{said} with code {code}"


def _page(call: Call, answer: Answer) -> str | None:
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html"):
        return None if answer.body.strip() else "an empty page"
    return _problem(answer) if answer.status >= 400 else None


_BY_PATH: tuple[tuple[str, Callable[[Call, Answer], str | None]], ...] = (
    ("/api/v1", _api), ("/health", _api), ("/Sessions", _api), ("/jellyfin", _api), ("/1", _listenbrainz),
    ("/2.0", _lastfm), ("/audioscrobbler", _audioscrobbler), ("/rest", _subsonic), ("/v1", _spotify),
    ("/api/token", _token),
)  # fmt: skip
