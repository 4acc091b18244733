"""JSON messages out of a byte stream of any length in constant memory: an array of objects, or one a line.

An object that cannot be read is reported with its place, and reading goes on behind it where its end is
clear.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, NoReturn

CHUNK = 1 << 18  # bytes read at a time
MAX_MESSAGE = 1 << 20  # characters of one message
_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]"]', re.DOTALL)


class Found(NamedTuple):
    """One object of the stream, or the reason why there is none; `end` = bytes of the stream used so far."""

    position: str  # "byte 17" or "line 5"
    raw: bytes
    value: dict[str, Any] | None
    reason: str
    end: int


def _not_finite(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


_decoder = json.JSONDecoder(parse_constant=_not_finite)


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg}"
    return f"not JSON: {error}" if "JSON number" in str(error) else "holds a number that is too long"


class _Window:
    """The part of the stream at hand, as text; `start` is the byte its next character stands at."""

    def __init__(self, stream: BinaryIO, held: bytes = b"", start: int = 0) -> None:
        """held: bytes of the stream from `start` on that were read already."""
        self._stream = stream
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._fed = start  # bytes given to the decoder
        self.text = ""
        self.at = 0  # characters of `text` used
        self.start = start
        self.ended = False
        self.bad: Found | None = None
        if held:
            self._feed(held)
        else:
            self.more()
        if self.text.startswith("\ufeff"):
            self.take(1)

    def _feed(self, data: bytes) -> None:
        try:
            self.text += self._utf8.decode(data, final=not data)
        except UnicodeDecodeError as wrong:
            where = self._fed - (len(wrong.object) - len(data)) + wrong.start
            self.text += wrong.object[: wrong.start].decode("utf-8")
            seen = wrong.object[wrong.start : wrong.start + 64]
            self.bad = Found(f"byte {where}", seen, None, "not UTF-8", where)
            self.ended = True
        self._fed += len(data)

    def more(self) -> bool:
        """Read on, and drop what was used; False at the end of the stream."""
        if self.ended:
            return False
        self.text, self.at = self.text[self.at :], 0
        data = self._stream.read(CHUNK)
        self._feed(data)
        self.ended = self.ended or not data
        return True

    def take(self, end: int) -> bytes:
        """Use the text up to `end`."""
        raw = self.text[self.at : end].encode("utf-8")
        self.at = end
        self.start += len(raw)
        return raw

    def peek(self) -> str:
        """The next character that is no white space, "" at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.take(match.end() if match else self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""


def _object_end(text: str, start: int) -> int | None:
    """Where the object or list that begins at `start` is closed, whatever is wrong inside it."""
    depth = 0
    if text[start : start + 1] not in ("{", "["):
        return None
    for match in _TOKEN.finditer(text, start):
        sign = match[0]
        if sign in ("{", "["):
            depth += 1
        elif sign in ("}", "]"):
            depth -= 1
            if depth == 0:
                return match.end()
        elif len(sign) == 1:
            return None  # a text that does not end
    return None


def array_rest(held: bytes, stream: BinaryIO, at: int, *, alone: bool) -> Iterator[Found]:
    """The objects of an array of which byte `at` is the next to read, and `held` was read already.

    `alone`: something after the array is wrong.
    """
    yield from _elements(_Window(stream, held, at), alone)


def _elements(window: _Window, alone: bool) -> Iterator[Found]:
    sign = window.peek()
    while sign != "]":
        if not sign:
            yield _cut(window)
            return
        before = window.start
        found = _one(window)
        yield found
        if window.start == before:
            return  # no end in sight
        sign = window.peek()
        if sign == ",":
            window.take(window.at + 1)
            sign = window.peek()
        elif sign and sign != "]":
            yield _here(window, "not JSON: expected , or ]")
            return
    window.take(window.at + 1)
    if alone:
        yield from _rest(window)


def one_object(stream: BinaryIO) -> Iterator[Found]:
    """The only object of a file."""
    window = _Window(stream)
    window.peek()
    yield _one(window)
    yield from _rest(window)


def _here(window: _Window, reason: str) -> Found:
    excerpt = window.text[window.at : window.at + 200].encode("utf-8")
    return Found(f"byte {window.start}", excerpt, None, reason, window.start)


def _cut(window: _Window) -> Found:
    return window.bad or _here(window, "the file is cut off: it ends in the middle")


def _rest(window: _Window) -> Iterator[Found]:
    if window.peek():
        yield _here(window, "not JSON: something after the end")
    elif window.bad:
        yield window.bad


def _one(window: _Window) -> Found:
    """The value at hand, read or reported; where its end is not clear, the window stays where it is."""
    while True:
        wrong: Exception | None = None
        try:
            value, end = _decoder.raw_decode(window.text, window.at)
            if end < len(window.text) or window.ended:
                return _taken(window, end, value, "" if isinstance(value, dict) else "not an object")
        except (ValueError, RecursionError) as error:
            wrong = error
        if wrong is not None:
            closed = _object_end(window.text, window.at)
            if closed is not None:
                return _taken(window, closed, None, _why(wrong))
            if len(window.text) - window.at > MAX_MESSAGE:
                return _here(window, f"{_why(wrong)}, and no end of it within 1 MB")
        if not window.more():
            if wrong is not None and window.text[window.at : window.at + 1] not in ("{", "["):
                return _here(window, _why(wrong))
            return _cut(window)


def _taken(window: _Window, end: int, value: Any, reason: str) -> Found:
    position = f"byte {window.start}"
    raw = window.take(end)
    return Found(position, raw, None if reason else value, reason, window.start)


def is_line(head: bytes) -> bool:
    """Whether an object seems to end on its line: pretty-printed ones do not."""
    line, newline, _ = head.partition(b"\n")
    return not newline or line.rstrip().endswith(b"}") or not re.fullmatch(rb"\{\s*", line)


def line_objects(stream: BinaryIO) -> Iterator[Found]:
    """The objects of a file with one a line; empty lines are passed over."""
    number = used = 0
    while line := stream.readline(MAX_MESSAGE):
        number += 1
        used += len(line)
        if len(line) == MAX_MESSAGE and not line.endswith(b"\n"):
            start = line
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_MESSAGE)
                used += len(line)
            yield Found(f"line {number}", start[:200], None, "a line of over 1 MB", used)
            continue
        bare = line.removeprefix(codecs.BOM_UTF8).strip() if number == 1 else line.strip()
        if bare:
            yield _line(bare, number, used)


def _line(line: bytes, number: int, used: int) -> Found:
    position = f"line {number}"
    try:
        value = _decoder.decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Found(position, line, None, "not UTF-8", used)
    except (ValueError, RecursionError) as error:
        return Found(position, line, None, _why(error), used)
    if not isinstance(value, dict):
        return Found(position, line, None, "not an object", used)
    return Found(position, line, value, "", used)
