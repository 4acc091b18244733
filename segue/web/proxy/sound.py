"""Sound: whether an answer is a song's bytes, and which of them."""

import re

import aiohttp

from segue.web.proxy.call import Call

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
_ENDS = re.compile(r"bytes=\d+-\d+")
_TEXT = ("text/", "application/json", "application/xml", "application/javascript")


def is_sound(response: aiohttp.ClientResponse) -> bool:
    """A refusal comes with 200, too, but as XML or JSON."""
    kind = response.headers.get("Content-Type", "").strip().lower()
    return response.status in (200, 206) and bool(kind) and not kind.startswith(_TEXT)


def ranges(response: aiohttp.ClientResponse, call: Call) -> dict[str, int | None]:
    """`first`, `last` and `size` as a fact has them; without a size where the bytes tell no place in the song."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    if response.status == 206 and found:
        size = None if found[3] == "*" else int(found[3])
        asked = response.request_info.headers.get("Range", "").replace(" ", "")
        return {"first": int(found[1]), "last": int(found[2]) if _ENDS.fullmatch(asked) else None, "size": size}
    length = response.headers.get("Content-Length", "")
    as_it_is = response.headers.get("Accept-Ranges", "").strip().lower() == "bytes" and not call.offset_ms
    return {"first": 0, "size": int(length) if as_it_is and length.isdecimal() else None}
