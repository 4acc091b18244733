"""Table: a catalogue file, one track a row, as JSON lines or CSV, told by its content.

Columns: title, artist; optional id, release, mbid, isrc, uri, format, duration_ms, year, tags (a JSON list,
or with `;` between them) and how it sounds, the fields of `segue.domain.sound.Sound`. Others are passed over. A
track without id gets one derived from its codes or names.
"""

import codecs
import csv
import io
import json
import os
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

from msgspec.structs import replace

from segue.catalog.fields import Wrong, number, sound, tags, text, uuid
from segue.catalog.names import derived_id
from segue.domain.event import Rejection
from segue.domain.track import Track

MAX_ROW = 1 << 20  # bytes of a line
_MAX_DURATION_MS = 10 * 86_400_000
_ISRC = re.compile(r"[A-Z0-9]{12}")
_COLUMNS = frozenset(Track.__struct_fields__) - {"provisional", "sound"}

Row = tuple[int, dict[str, Any] | Rejection]


def read_tracks(path: str | os.PathLike[str]) -> Iterator[tuple[int, Track | Rejection]]:
    """Line (from 1) and track, or why the row is refused, in the order of the file.

    `Rejection.index` counts the rows from 0.

    Raises:
        OSError: the file cannot be opened.
    """
    with open(path, "rb") as file:
        start = file.read(1 << 16).removeprefix(codecs.BOM_UTF8)
        sign = start.lstrip()[:1]
        if sign == b"[":
            yield 1, Rejection(0, "", "a JSON list; write one object a line")
            return
        lines = _lines(start, file)
        rows = _json_rows(lines) if sign == b"{" else _csv_rows(lines)
        for index, (line, row) in enumerate(rows):
            try:
                yield line, replace(row, index=index) if isinstance(row, Rejection) else _track(row)
            except Wrong as wrong:
                yield line, Rejection(index, wrong.field, wrong.reason)


def _lines(start: bytes, file: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends, none longer than MAX_ROW + 1."""
    reader = io.BytesIO(start + file.readline(MAX_ROW))
    yield from iter(lambda: reader.readline(MAX_ROW), b"")
    yield from iter(lambda: file.readline(MAX_ROW), b"")


def _json_rows(lines: Iterator[bytes]) -> Iterator[Row]:
    for at, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError as wrong:
            yield at, Rejection(0, "", f"not UTF-8 at byte {wrong.start} of the line")
        except json.JSONDecodeError as wrong:
            yield at, Rejection(0, "", f"not JSON at character {wrong.pos}: {wrong.msg}")
        except (ValueError, RecursionError):
            yield at, Rejection(0, "", "a number that is too long, or nested too deeply")
        else:
            yield at, row if isinstance(row, dict) else Rejection(0, "", "not an object")


def _csv_rows(lines: Iterator[bytes]) -> Iterator[Row]:
    """Quoted fields may hold line ends; a row has the number of its first line."""
    texts = (line.decode("utf-8", "surrogateescape") for line in lines)
    first = next(texts, "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(chain((first,), texts), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as wrong:
        yield 1, Rejection(0, "", str(wrong))
        return
    for needed in ("title", "artist"):
        if names.count(needed) != 1:
            reason = f"the header needs one column `{needed}`; it has {', '.join(names)[:200] or 'nothing'}"
            yield 1, Rejection(0, needed, reason)
            return
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield line, Rejection(0, "", f"{wrong}: is a quote left open?")
            continue
        if not any(field.strip() for field in fields):
            continue
        if len(fields) > len(names):
            yield line, Rejection(0, "", f"{len(fields)} fields under {len(names)} columns")
            continue
        yield line, dict(zip(names, fields, strict=False))


def _track(row: dict[str, Any]) -> Track:
    row = {key.strip().lower(): value for key, value in row.items()} if row.keys() - _COLUMNS else row
    title, artist = text(row, "title"), text(row, "artist")
    if title is None:
        raise Wrong("title", "is missing")
    if artist is None:
        raise Wrong("artist", "is missing")
    mbid, uri, isrc = uuid(row, "mbid"), text(row, "uri"), text(row, "isrc")
    if isrc is not None:
        isrc = isrc.replace("-", "").replace(" ", "").upper()
        if not _ISRC.fullmatch(isrc):
            raise Wrong("isrc", f"must be 12 letters and digits, got {ascii(isrc)[:60]}")
    kind = text(row, "format") or "music"
    if len(kind) > 16:
        raise Wrong("format", "has more than 16 characters")
    return Track(
        id=uuid(row, "id") or derived_id(title, artist, mbid=mbid, isrc=isrc, uri=uri),
        title=title,
        artist=artist,
        release=text(row, "release"),
        mbid=mbid,
        isrc=isrc,
        uri=uri,
        format=kind,
        duration_ms=number(row, "duration_ms", 1, _MAX_DURATION_MS),
        year=number(row, "year", 1, 2100),
        tags=tags(row),
        sound=sound(row),
    )
