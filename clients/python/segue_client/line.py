"""One request to the server and what came of it. No retries here."""

import gzip
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import httpx
import msgspec

from segue_client.backoff import retry_after_s

_GZIP_FROM = 2048  # bytes


class NoAnswer(Exception):  # noqa: N818 - the state of the line
    """The server did not answer, or said no. `status` 0: nothing came at all."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}" if status else reason)
        self.status = status
        self.reason = reason


class Answer(msgspec.Struct, frozen=True):
    status: int  # 0: none came
    body: bytes
    reason: str
    told_s: float | None = None  # Retry-After
    by_segue: bool = False  # else a proxy or a hotel's login page


class Line:
    def __init__(
        self, url: str, token: str, clock: Callable[[], datetime], transport: httpx.BaseTransport | None
    ) -> None:
        self._clock = clock
        self._http = httpx.Client(
            base_url=url.rstrip("/"),
            headers={"Authorization": f"Bearer {token}", "User-Agent": "segue-client/0.1"},
            transport=transport,
        )

    def post(self, path: str, body: bytes, timeout_s: float) -> Answer:
        headers = {"Content-Type": "application/json"}
        if len(body) >= _GZIP_FROM:
            body, headers["Content-Encoding"] = gzip.compress(body, 6), "gzip"
        return self._ask("POST", path, timeout_s, content=body, headers=headers)

    def get(self, path: str, query: Mapping[str, Any], timeout_s: float) -> Answer:
        return self._ask("GET", path, timeout_s, params=query)

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, timeout_s: float, **rest: Any) -> Answer:
        try:
            response = self._http.request(method, path, timeout=timeout_s, **rest)
        except (httpx.TransportError, httpx.DecodingError) as error:
            return Answer(0, b"", f"the server does not answer ({type(error).__name__})")
        problem = response.headers.get("content-type", "").startswith("application/problem+json")
        reason = f"the server answered {response.status_code}"
        if problem:
            reason = _detail(response.content) or reason
        told_s = retry_after_s(response.headers.get("retry-after"), self._clock())
        return Answer(response.status_code, response.content, reason, told_s, problem)


def _detail(body: bytes) -> str:
    try:
        said = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return ""
    return str(said.get("detail", "")) if isinstance(said, dict) else ""
