"""Request bodies, read with limits: declared length, real length, inflated length and time."""

import asyncio
import zlib
from typing import Any

from litestar import Request

from segue.settings import Settings
from segue.web.problems import Problem


async def read_body(request: Request[Any, Any, Any], settings: Settings) -> bytes:
    """The body, inflated when it is gzip. The route needs `request_max_body_size=None`: the limit is here.

    Raises:
        Problem: 413 for more than `settings.max_body_bytes`, before or after inflating; 408, 415, or 400 for
            broken gzip.
    """
    limit = settings.max_body_bytes
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise Problem(413, f"the body has {int(declared):,} bytes, the limit is {limit:,}")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise Problem(415, f"Content-Encoding {encoding!r} is not understood; send gzip or nothing")
    chunks, size = [], 0
    try:
        async with asyncio.timeout(settings.slowest_body_s):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise Problem(413, f"the body has more than {limit:,} bytes")
                chunks.append(chunk)
    except TimeoutError:
        raise Problem(408, f"the body was not complete after {settings.slowest_body_s:g} s") from None
    body = b"".join(chunks)
    return _inflate(body, limit) if encoding == "gzip" else body


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
