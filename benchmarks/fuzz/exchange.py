"""Exchange: one request to an ASGI application, and the whole answer."""

import asyncio
from typing import Any, NamedTuple

Headers = list[tuple[bytes, bytes]]


class Call(NamedTuple):
    method: str
    path: str
    query: bytes
    headers: Headers
    chunks: list[bytes]
    gone: bool = False  # the client hangs up before the body is whole


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


async def exchanged(asgi: Any, call: Call, limit_s: float = 60.0) -> Answer | None:
    """None: nobody waits for an answer. Raises what the application let through, and TimeoutError."""
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "scheme": "http",
        "method": call.method, "path": call.path, "raw_path": call.path.encode(errors="replace"),
        "query_string": call.query, "root_path": "", "headers": call.headers, "client": ("127.0.0.1", 4),
        "server": ("testserver", 80), "state": {}, "extensions": {},
    }  # fmt: skip
    waiting = [*call.chunks]
    status, headers, body = 0, {}, []
    done = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if waiting:
            chunk = waiting.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(waiting) or call.gone}
        if not call.gone:
            await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in message["headers"]}
        elif message["type"] == "http.response.body":
            body.append(message.get("body", b""))
            if not message.get("more_body"):
                done.set()

    async with asyncio.timeout(limit_s):
        await asgi(scope, receive, send)
    if call.gone and not status:
        return None
    return Answer(status, headers, b"".join(body))
