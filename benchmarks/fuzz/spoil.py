"""Spoil: messages written as bytes, and bytes that no encoder would write."""

import gzip
import json
import re
import zlib
from typing import Any

from benchmarks.fuzz.dice import Dice
from benchmarks.fuzz.twist import DEEP

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_MEMBER = re.compile(rb'"(\w+)"\s*:')
_TOKENS = (
    b"NaN", b"-Infinity", b"1e999", b"-1e-999", b"0123", b"+1", b"1.", b".5", b"1" * 5_000, b"9" * 19, b"'a'", b"nul",
    b"undefined", b'"\\ud800"', b'"\\u0000"', b'"\\x41"', b'"\xff"', b'"\xed\xa0\x80"', b"/*c*/1", b"1,", b"{}}",
    b"\x00",
)  # fmt: skip
_bombs: dict[int, bytes] = {}


def written(dice: Dice, value: Any) -> bytes:
    """JSON, in one of the ways in which it can be spelt."""
    separators = dice.one(((",", ":"), (", ", ": "), (" ,\n", " :\t")))
    body = json.dumps(value, ensure_ascii=dice.chance(50), separators=separators).encode("utf-8", "surrogatepass")
    if DEEP.encode() not in body:
        return body
    levels, (start, end) = (
        dice.one((17, 40, 300, 900, 1_100, 5_000, 60_000)),
        dice.one(((b"[", b"]"), (b'{"a":', b"}"))),
    )
    return body.replace(b'"' + DEEP.encode() + b'"', start * levels + b"1" + end * levels, 2)


def spoiled(dice: Dice, body: bytes) -> bytes:
    """Damaged once or twice."""
    for _ in range(dice.one((1, 1, 2))):
        body = _once(dice, body)
    return body


def _once(dice: Dice, body: bytes) -> bytes:
    how = dice.below(13)
    start = dice.below(len(body) + 1)
    end = min(len(body), start + dice.below(24))
    if how == 0:
        return body[:start]
    if how == 1:
        flipped = bytearray(body)
        for _ in range(1 + dice.below(4)):
            if flipped:
                flipped[dice.below(len(flipped))] ^= 1 << dice.below(8)
        return bytes(flipped)
    if how == 2:
        return body[:start] + dice.noise(12) + body[end:]
    if how == 3:
        return body[:start] + body[end:]
    if how == 4:
        return body[:end] + body[start:end] * dice.one((1, 2, 50)) + body[end:]
    if how == 5:
        return body[:start] + dice.one(_TOKENS) + body[end:]
    if how in (6, 7):
        return _in_place_of(dice, body, _NUMBER, dice.one(_TOKENS))
    if how == 8:
        return _twice(dice, body)
    if how == 9:
        return dice.one((b"\xef\xbb\xbf" + body, body.decode("utf-8", "replace").encode("utf-16", "surrogatepass")))
    if how == 10:
        return body.decode("utf-8", "replace").encode("latin-1", "replace")
    if how == 11:
        return dice.one(
            (body + body, body + b"\x00", b" " * 5_000 + body, b"[" + body + b"]", b"", b"null", b'"a"', b"0")
        )
    return dice.noise(200)


def _in_place_of(dice: Dice, body: bytes, pattern: re.Pattern[bytes], new: bytes) -> bytes:
    found = list(pattern.finditer(body))
    if not found:
        return body + new
    match = dice.one(found)
    return body[: match.start()] + new + body[match.end() :]


def _twice(dice: Dice, body: bytes) -> bytes:
    """A key of an object a second time."""
    found = list(_MEMBER.finditer(body))
    if not found:
        return body * 2
    match = dice.one(found)
    value = dice.one((b"1", b"null", b'"x"', b"[]", b"{}"))
    return body[: match.start()] + match[0] + value + b"," + body[match.start() :]


def packed(dice: Dice, body: bytes) -> bytes:
    """Gzip, mostly not quite."""
    whole = gzip.compress(body[: 2**20], 1, mtime=0)
    how = dice.below(8)
    if how == 0:
        return whole[: dice.below(len(whole))]
    if how == 1:
        return whole + dice.noise(20)
    if how == 2:
        return whole + whole
    if how == 3:
        return zlib.compress(body)
    if how == 4:
        at = dice.below(len(whole))
        return whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
    if how == 5 and dice.chance(10):
        return bomb(dice.one((1, 15, 17, 64)))
    return whole


def bomb(mebibytes: int) -> bytes:
    """So much of one list, small on the wire."""
    if mebibytes not in _bombs:
        _bombs[mebibytes] = gzip.compress(b'{"events":[' + b"[1]," * (mebibytes * 2**18) + b"1]}", 9, mtime=0)
    return _bombs[mebibytes]
