"""Caller: questions to a music server, one at a time, with pauses; its limits are kept.

What authenticates goes into a header or a form wherever the server takes that, and into no message.
"""

import http.client
import json
import time
from collections.abc import Callable, Iterable, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from segue import __version__

AGENT = f"segue/{__version__}"
_REST = 0.5  # of the time an answer took, so long is rested: the server is at work for others, too
_LEAST_REST_S = 0.02
_TRIES = 4
_LONGEST_S = 60.0  # a server that wants a longer pause is asked another time
_TIMEOUT_S = 60.0
_MOST = 64 << 20  # bytes of an answer
_BUSY = frozenset((429, 500, 502, 503, 504))


class Failed(Exception):  # noqa: N818 - what is wrong between here and the server
    """In words for a person, without anything secret. `status`: of the answer, None where there was none; `code`: of a
    refusal, where the protocol has one."""

    def __init__(self, why: str, status: int | None = None, code: object = None) -> None:
        super().__init__(why)
        self.status = status
        self.code = code


class _Stay(HTTPRedirectHandler):
    """A token goes to the server it belongs to, and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Caller:
    """asked: questions that went out."""

    def __init__(self, address: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """Raises ValueError: no address of a server."""
        parts = urlsplit(address.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("an address is like http://192.168.1.7:4533")
        if parts.username or parts.password:
            raise ValueError("the address must not hold a password: it is asked for")
        self.address = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/").removesuffix("/rest")
        self.asked = 0
        self._sleep = sleep
        self._opener = build_opener(ProxyHandler({}), _Stay)

    def ask(
        self,
        path: str,
        query: Iterable[tuple[str, str]] = (),
        *,
        form: Iterable[tuple[str, str]] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        verb: str | None = None,
    ) -> Any:
        """The answer's JSON, None where it is empty. form, or body as JSON: makes it a POST.

        Raises:
            Failed: no answer, or none that makes sense.
        """
        told = urlencode(list(query))
        url = f"{self.address}{path}{'?' if told else ''}{told}"
        head = {"User-Agent": AGENT, "Accept": "application/json", **(headers or {})}
        data = None
        if form is not None:
            data, head["Content-Type"] = urlencode(list(form)).encode(), "application/x-www-form-urlencoded"
        elif body is not None:
            data, head["Content-Type"] = json.dumps(body).encode(), "application/json"
        where = f"{self.address}{path}"
        why = ""
        for attempt in range(_TRIES):
            self.asked += 1
            began = time.monotonic()
            try:
                with self._opener.open(Request(url, data, head, method=verb), timeout=_TIMEOUT_S) as answer:  # noqa: S310 - see above
                    if answer.status == HTTPStatus.NO_CONTENT:
                        return None
                    raw = answer.read(_MOST + 1)
                self._sleep(max(_LEAST_REST_S, _REST * (time.monotonic() - began)))
                return _read(raw, where)
            except HTTPError as error:
                with error:
                    if error.code not in _BUSY:
                        raise Failed(f"{where}: {_refusal(error)}", error.code) from None
                    why, pause = f"{error.code} {error.reason}", _after(error.headers.get("Retry-After"))
            except (URLError, http.client.HTTPException, OSError) as error:  # TimeoutError is one
                why, pause = str(getattr(error, "reason", error) or type(error).__name__), None
            if attempt == _TRIES - 1 or (pause is not None and pause > _LONGEST_S):
                break
            self._sleep(2.0**attempt if pause is None else pause)
        raise Failed(f"{where}: {why}")


def _read(raw: bytes, where: str) -> Any:
    if len(raw) > _MOST:
        raise Failed(f"{where}: answers more than {_MOST >> 20} MB")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Failed(f"{where}: answers what is no JSON") from None


def _refusal(error: HTTPError) -> str:
    if 300 <= error.code < 400:
        parts = urlsplit(error.headers.get("Location", ""))
        return f"it sends on to {parts.scheme}://{parts.hostname or ''}…: give that address"
    return f"{error.code} {error.reason}"


def _after(told: str | None) -> float | None:
    """Retry-After in seconds, also where it is a date."""
    if not told:
        return None
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
