"""The objects of a JSON array, by the chunk: several times as fast as one by one, where nothing is wrong with them.

A chunk is cut between two objects and decoded as a list of its own. A cut that falls into a text or into an object
makes that fail, and an earlier one is tried, so what decodes is right. Where no cut helps, because an object is
broken or very long, the rest of the file is read with care (`segue.ingest.json_stream`).
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from segue.ingest.json_stream import CHUNK, Found, array_rest

_SEAM = re.compile(rb"\}[ \t\r\n]*(,)[ \t\r\n]*(?=\{)")
_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*\[")
_END = re.compile(rb"\][ \t\r\n]*\Z")
_CUTS = 16  # seams tried from the end of a chunk
_SEEN = 1 << 16  # bytes at the end of a chunk in which they are looked for
_MOST = 1 << 21  # bytes without a seam before the rest is read with care
_raws = msgspec.json.Decoder(list[msgspec.Raw])
_object = msgspec.json.Decoder(dict[str, Any])


def array_objects(stream: BinaryIO, start: int = 0, *, alone: bool = True) -> Iterator[Found]:
    """The objects of the array that begins where the stream stands, which is byte `start` of the file.

    `alone`: something after the array is wrong.
    """
    held = stream.read(CHUNK)
    begin = _BEGIN.match(held)
    at = start + (begin.end() if begin else 0)
    held = held[begin.end() :] if begin else held
    while True:
        data = stream.read(CHUNK)
        held += data
        cut, found = _cut(held, at) if data else _last(held, at)
        if found is None:
            if data and cut < 0 and len(held) < _MOST:
                continue
            break
        yield from found
        if not data:
            return
        at, held = at + cut, held[cut:]
    yield from array_rest(held, stream, at, alone=alone)


def _cut(held: bytes, at: int) -> tuple[int, list[Found] | None]:
    """Where the chunk was cut and the objects before it; (0, None) = no cut helps, (-1, None) = there is none."""
    seams = [m.start(1) for m in _SEAM.finditer(held, max(0, len(held) - _SEEN))]
    for cut in reversed(seams[-_CUTS:]):
        if (found := _decoded(held[:cut], at)) is not None:
            return cut + 1, found
    return (0 if seams else -1), None


def _last(held: bytes, at: int) -> tuple[int, list[Found] | None]:
    """The same for the end of a file."""
    end = _END.search(held)
    return 0, _decoded(held[: end.start()], at) if end else None


def _decoded(part: bytes, at: int) -> list[Found] | None:
    """The objects of a part of a list; None when something is wrong with any of them."""
    try:
        raws = _raws.decode(b"[" + part + b"]")
        values = [_object.decode(raw) for raw in raws]
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    found, end = [], 0
    for raw, value in zip(raws, values, strict=True):
        begin = part.index(b"{", end)  # between two objects stand only blanks and a comma
        end = begin + len(memoryview(raw))
        found.append(Found(f"byte {at + begin}", part[begin:end], value, "", at + end))
    return found
