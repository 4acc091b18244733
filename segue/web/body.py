"""Request bodies, read with limits: declared length, real length, inflated length and time."""

import asyncio
import zlib
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException

from segue.ingest.body import read_message
from segue.ingest.dialect import Malformed
from segue.settings import Settings
from segue.web.problems import Problem, of_http


class Reading:
    """How much of bodies that are not complete yet is in memory, of all clients together."""

    def __init__(self) -> None:
        self.bytes = 0

    def add(self, size: int, most: int) -> bool:
        """Whether there is room; it is counted in any case."""
        self.bytes += size
        return self.bytes <= most


async def read_body(request: Request[Any, Any, Any], settings: Settings) -> bytes:
    """The body, inflated when it is gzip. The route needs `request_max_body_size=None`: the limit is here.

    Raises:
        Problem: 413 for more than `settings.max_body_bytes`, before or after inflating; 408, 415, 400 for broken
            gzip or a client that hung up, or 503 when all clients together send more than `settings.max_reading_bytes`.
    """
    limit = settings.max_body_bytes
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
        raise Problem(413, f"the body has {int(declared[:20]):,} bytes, the limit is {limit:,}")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise Problem(415, f"Content-Encoding {encoding!r} is not understood; send gzip or nothing")
    chunks, size = [], 0
    reading: Reading = request.app.state.reading
    try:
        async with asyncio.timeout(settings.slowest_body_s):
            async for chunk in request.stream():
                size += len(chunk)
                if not reading.add(len(chunk), settings.max_reading_bytes):
                    raise Problem(503, "too many large bodies are being sent at once")
                if size > limit:
                    raise Problem(413, f"the body has more than {limit:,} bytes")
                chunks.append(chunk)
    except HTTPException as error:  # a length that is no number, or nobody there any more to hear the answer
        raise of_http(error) from None
    except TimeoutError:
        raise Problem(408, f"the body was not complete after {settings.slowest_body_s:g} s") from None
    finally:
        reading.bytes -= size
    body = b"".join(chunks)
    return _inflate(body, limit) if encoding == "gzip" else body


async def read_object(request: Request[Any, Any, Any], settings: Settings) -> dict[str, Any]:
    """The body as one JSON object.

    Raises:
        Problem: as `read_body`, and 400 when it is not one.
    """
    body = await read_body(request, settings)
    try:
        return read_message(body)
    except Malformed as wrong:
        raise Problem(400, wrong.reason) from None


def _inflate(body: bytes, limit: int) -> bytes:
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(body, limit + 1)
    except zlib.error as error:
        raise Problem(400, f"the body is not gzip: {error}") from None
    if len(plain) > limit:
        raise Problem(413, f"the body inflates to more than {limit:,} bytes")
    if not stream.eof:
        raise Problem(400, "the gzip body is cut off", f"byte {len(body)}")
    if rest := len(stream.unused_data):
        raise Problem(400, "there is more after the end of the gzip", f"byte {len(body) - rest}")
    return plain
