"""Chat: one question to a language model behind an OpenAI-compatible address, one JSON object back.

With a limit of time. Three failures in a row and nobody asks it for a minute; the same question is not asked twice
within the hour. What it answers is only a suggestion: whoever asks checks it.
"""

import asyncio
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from segue.playlists.prompt.validator import Refused, decoded

_FAILURES, _REST_S = 3, 60.0
_CACHED, _CACHED_S = 500, 3600.0
_AT_ONCE = 8  # calls
_MOST_BYTES = 65_536  # of a reply


class Trouble(Exception):  # noqa: N818 - whoever asks does without
    """No usable answer. Says why, without the words."""


class Chat:
    """`answer` from any thread."""

    def __init__(
        self, url: str, model: str, key: str, timeout_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Raises ValueError for an address that cannot be."""
        self._url = address(url)
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._timeout_s = timeout_s
        self._clock = clock
        self._lock = threading.Lock()
        self._calls = threading.Semaphore(_AT_ONCE)
        self._known: OrderedDict[bytes, tuple[float, dict[str, Any]]] = OrderedDict()
        self._failures, self._rests_until = 0, 0.0

    def answer(
        self, task: str, told: dict[str, Any], schema: dict[str, Any], name: str, most_tokens: int
    ) -> dict[str, Any]:
        """The object that the model makes of `told`, decoded and nothing more.

        Raises:
            Trouble: no answer in time, none that can be read, or there was trouble a moment ago.
        """
        question = asked(self._model, task, told, schema, name, most_tokens)
        key = blake2b(json.dumps(question).encode(), digest_size=16).digest()
        with self._lock:
            held = self._known.get(key)
            if held is not None and self._clock() - held[0] < _CACHED_S:
                return held[1]
            if self._clock() < self._rests_until:
                raise Trouble("it failed a moment ago")
            if self._failures >= _FAILURES:  # one may try; the others wait for what comes of it
                self._rests_until = self._clock() + _REST_S
        if not self._calls.acquire(blocking=False):
            raise Trouble("too many ask at once")
        try:
            with ThreadPoolExecutor(1) as own:  # whoever asks may have a loop of theirs running
                found = content(own.submit(asyncio.run, self._call(question)).result())
        except Trouble:
            self._count(failed=True)
            raise
        finally:
            self._calls.release()
        self._count(failed=False)
        with self._lock:
            self._known[key] = self._clock(), found
            while len(self._known) > _CACHED:
                self._known.popitem(last=False)
        return found

    def _count(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            self._rests_until = self._clock() + _REST_S if self._failures >= _FAILURES else 0.0

    async def _call(self, question: dict[str, Any]) -> bytes:
        import aiohttp  # takes a while, and only those need it who have an endpoint

        limit = aiohttp.ClientTimeout(total=self._timeout_s)
        headers = {**self._headers, "Accept-Encoding": "identity"}
        try:
            async with (
                aiohttp.ClientSession(timeout=limit, auto_decompress=False) as session,
                session.post(self._url, json=question, headers=headers, allow_redirects=False) as reply,
            ):
                if reply.status != 200:
                    raise Trouble(f"status {reply.status}")
                body = b""
                async for chunk in reply.content.iter_chunked(8192):
                    body += chunk
                    if len(body) > _MOST_BYTES:
                        raise Trouble("the reply is too long")
                return body
        except TimeoutError:
            raise Trouble(f"no answer within {self._timeout_s:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as wrong:
            raise Trouble(type(wrong).__name__) from None


def address(url: str) -> str:
    """Of the one route that is called: the whole of it may be given, or what stands before /v1.

    Raises:
        ValueError: not http or https, or without a host.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"want an address like http://localhost:11434/v1, got {url[:80]!r}")
    path = parts.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path += "/chat/completions" if path.endswith("/v1") else "/v1/chat/completions"
    return parts._replace(path=path, fragment="").geturl()


def asked(
    model: str, task: str, told: dict[str, Any], schema: dict[str, Any], name: str, most_tokens: int
) -> dict[str, Any]:
    """The whole request."""
    return {
        "model": model,
        "temperature": 0,
        "max_tokens": most_tokens,
        "messages": [
            {"role": "system", "content": task},
            {"role": "user", "content": json.dumps(told, ensure_ascii=False)},
        ],
        "response_format": {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}},
    }


def content(body: bytes) -> dict[str, Any]:
    """The object in a reply.

    Raises:
        Trouble: it is not there, or cannot be read.
    """
    try:
        reply = json.loads(body)
        text = reply["choices"][0]["message"]["content"]
        if not isinstance(text, str):
            raise Trouble("the reply holds no text")
        return decoded(text.encode(errors="replace"))
    except Refused as wrong:
        raise Trouble(f"the reply is {wrong}") from None
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise Trouble("the reply cannot be read") from None
