"""Rows of a CSV or TSV file of any length in constant memory.

A first row of words is taken for the heading; its names are given in lower case. A table without one gives its
cells under "1", "2", …. UTF-8 and, by its mark, UTF-16; a row in another encoding is reported with its line.
"""

import csv
import re
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper

from segue.ingest.json_stream import CHUNK, Found

_MAX_LINE = 1 << 20  # characters
_MAX_CELLS = 200
_WORD = re.compile(r"[^\W\d]\w*(?:[ _#.-]?\w+)*")
_KNOWN = frozenset(
    (
        "artist", "artist name", "artist_name", "album", "album_name", "track", "track name", "track_name", "title",
        "name", "song", "date", "time", "timestamp", "uts", "utc_time", "datecreated", "listened_at", "played_at",
    )
)  # fmt: skip
UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CUT_OFF = "cut off in the middle of a UTF-16 character"


def looks_like_table(head: bytes) -> bool:
    """Whether the first line is text with at least three cells."""
    text = _text(head)
    line = text.lstrip("\ufeff").split("\n", 1)[0]
    if "\0" in line or any(ord(c) < 32 and c not in "\t\r" for c in line):
        return False
    return line.count(_delimiter(line)) >= 2


def table_rows(reader: BufferedReader) -> Iterator[Found]:
    """Each row as an object of texts; `end` counts the bytes read from the file so far."""
    head = reader.peek(CHUNK)
    encoding = "utf-16" if head.startswith(UTF16) else "utf-8-sig"
    text = TextIOWrapper(reader, encoding, errors="surrogateescape" if encoding != "utf-16" else "strict", newline="")
    try:
        yield from _rows(text, reader)
    finally:
        text.detach()


def _rows(text: TextIOWrapper, reader: BufferedReader) -> Iterator[Found]:
    lines = _Lines(text)
    try:
        first = next(lines, "")
    except UnicodeError:
        yield Found("line 1", b"", None, _CUT_OFF, _told(reader))
        return
    delimiter = _delimiter(first)
    lines.again = first
    # tables with tabs are written without quotes: a quote in a title is a quote
    tabs = delimiter == "\t"
    rows = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL)
    names: list[str] | None = None
    begun = False
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield Found(f"line {line}", b"", None, f"not a row: {wrong}; is a quote left open?", _told(reader))
            continue
        except UnicodeError:
            yield Found(f"line {line}", b"", None, _CUT_OFF, _told(reader))
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not begun:
            begun = True
            names = _heading(cells)
            if names is not None:
                continue
        yield _row(cells, names, line, _told(reader))


def _row(cells: list[str], names: list[str] | None, line: int, end: int) -> Found:
    position = f"line {line}"
    raw = "\t".join(cells).encode("utf-8", "surrogateescape")
    if any("\udc80" <= sign <= "\udcff" for cell in cells for sign in cell if sign > "\ud7ff"):
        return Found(position, raw, None, "not UTF-8: save the file as UTF-8 and import it again", end)
    if names is not None and len(cells) > len(names):
        return Found(position, raw, None, f"{len(cells)} cells under {len(names)} names", end)
    if len(cells) > _MAX_CELLS:
        return Found(position, raw, None, f"{len(cells)} cells", end)
    keys = names or [str(i) for i in range(1, len(cells) + 1)]
    return Found(position, b"", dict(zip(keys, cells, strict=False)), "", end)  # held as JSON, should it be refused


class _Lines:
    """Lines, none longer than `_MAX_LINE`."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self.again = ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.again:
            line, self.again = self.again, ""
            return line
        line = self._text.readline(_MAX_LINE)
        if not line:
            raise StopIteration
        return line


def _heading(cells: list[str]) -> list[str] | None:
    """The names of the columns, or None when the first row is one of the rows."""
    names = [cell.strip().lower() for cell in cells]
    known = sum(name.split("#")[0] in _KNOWN for name in names)
    words = all(_WORD.fullmatch(name) for name in names if name)
    return names if known >= 2 and words and len(set(names)) == len(names) else None


def _delimiter(line: str) -> str:
    return max("\t;,", key=line.count)


def _text(head: bytes) -> str:
    return head.decode("utf-16", "replace") if head.startswith(UTF16) else head.decode("utf-8", "replace")


def _told(reader: BufferedReader) -> int:
    """Bytes read so far, a buffer ahead."""
    return reader.tell()
