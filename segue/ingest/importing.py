"""Importing: files of people as messages, each with its dialect. What a file is, its content tells, not its name."""

import json
from collections.abc import Iterable, Iterator
from io import BufferedReader
from itertools import chain, islice
from pathlib import Path

import msgspec
from msgspec import Struct

from segue.ingest import foreign_db
from segue.ingest.archive import READ_ERRORS, Broken, Entry, Message, entries
from segue.ingest.dialect import Raw
from segue.ingest.export import Asked, Database, Shape
from segue.ingest.exports import all_exports
from segue.ingest.json_chunks import array_objects
from segue.ingest.json_list import list_start
from segue.ingest.json_stream import CHUNK, Found, is_line, line_objects, one_object
from segue.ingest.table_stream import UTF16, looks_like_table, table_rows
from segue.ingest.transcode import as_utf8

_LOOKED_AT = 50  # rows until one must be known


class Passed(Struct, frozen=True):
    """A file that tells of no listening, or of another kind than was asked for."""

    source: str
    reason: str
    consumed: int


Piece = Message | Broken | Passed


class Importing:
    """One import. `wanted` names the export that is asked for, None: whatever is found."""

    def __init__(self, wanted: str | None, asked: Asked) -> None:
        known = all_exports()
        self._wanted = wanted
        self._asked = asked
        self._exports = {wanted: known[wanted], **known} if wanted else known
        self._before = 0  # bytes of the files read so far

    def pieces(self, paths: Iterable[Path]) -> Iterator[Piece]:
        """Everything in the files, those last that refer to others.

        Raises:
            FileNotFoundError: there is no such path.
            Unclear: the person must say more.
        """
        late: list[Entry] = []
        for path in paths:
            path.stat()
            for entry in entries(path):
                yield from self._entry(entry, late, alone=entry.member.name == path.name)
        for entry in late:
            yield from self._entry(entry, None, alone=True)

    def _entry(self, entry: Entry, late: list[Entry] | None, *, alone: bool) -> Iterator[Piece]:
        name = entry.member.name
        if entry.refused:
            yield Broken(name, "", entry.refused, b"", self._before)
            return
        count = 0
        try:
            with entry.open() as reader:
                for piece in self._content(entry, reader, None if entry.archive else late, alone):
                    count += 1
                    yield piece
        except READ_ERRORS as error:
            reason = f"damaged: {error}; what was read before may be all right, download it again"
            yield Broken(name, f"after message {count}", reason, b"", self._before)
        except foreign_db.Unreadable as error:
            yield Broken(name, f"after row {count}" if count else "", str(error), b"", self._before)
        self._before += entry.member.size

    def _content(self, entry: Entry, reader: BufferedReader, late: list[Entry] | None, alone: bool) -> Iterator[Piece]:
        head = reader.peek(CHUNK)
        if head.startswith(foreign_db.MAGIC):
            if entry.archive is None:
                yield from self._database(entry, Path(str(entry.inside)), late)
            else:
                with foreign_db.unpacked(reader, entry.member.size) as path:
                    yield from self._database(entry, path, None)
            return
        found = _rows(reader, head)
        if found is None:
            yield self._passed(
                entry, "the file is empty" if not head.strip() else "neither JSON, a table nor a database"
            )
            return
        held: list[Found] = []
        shape = None
        for one in islice(found, _LOOKED_AT):
            held.append(one)
            if one.value is not None and (shape := self._shape(one.value)) is not None:
                break
        if shape is None:
            yield from self._unknown(entry, held, alone)
        elif self._wanted not in (None, shape[0]):
            yield self._passed(entry, self._other(shape[0]))
        elif shape[1].last and late is not None:
            late.append(entry)
            self._before -= entry.member.size
        else:
            yield from self._messages(entry, chain(held, found), shape[1])

    def _messages(self, entry: Entry, found: Iterable[Found], shape: Shape) -> Iterator[Piece]:
        name, before, most, unfold = entry.member.name, self._before, entry.member.size, shape.unfold
        index = -1
        for one in found:
            index += 1
            consumed = before + min(one.end, most)
            if one.value is None:
                yield Broken(name, one.position, one.reason, one.raw, consumed)
            elif unfold is None:
                yield Message(name, index, one.position, one.raw, one.value, consumed, shape.dialect, shape.title)
            else:
                for value in unfold(one.value, self._asked):
                    yield _message(name, index, one.position, value, consumed, shape)

    def _database(self, entry: Entry, path: Path, late: list[Entry] | None) -> Iterator[Piece]:
        with foreign_db.opened(path) as db:
            there = foreign_db.tables(db)
            fitting = [(n, d) for n, export in self._exports.items() for d in export.databases if d.fits(there)]
            if not fitting:
                yield self._passed(entry, f"a database that Segue does not know: its tables are {_some(there)}")
                return
            name, kind = fitting[0]
            if self._wanted not in (None, name):
                yield self._passed(entry, self._other(name))
            elif kind.last and late is not None:
                late.append(entry)
                self._before -= entry.member.size
            else:
                for index, row in enumerate(kind.rows(db, there, self._asked)):
                    yield _message(entry.member.name, index, f"row {index + 1}", row, self._before, kind)

    def _shape(self, row: Raw) -> tuple[str, Shape] | None:
        return next(((n, shape) for n, export in self._exports.items() if (shape := export.shape(row))), None)

    def _unknown(self, entry: Entry, held: list[Found], alone: bool) -> Iterator[Piece]:
        """Rows of which none is known: broken ones are told, whole ones are of some other file."""
        usable = [one for one in held if one.value is not None]
        if usable and usable[0].value:
            reason = f"no listening history in it: its rows hold {_some(usable[0].value)}"
            yield self._passed(entry, reason)
        elif held and not usable:
            for one in held:
                yield Broken(entry.member.name, one.position, one.reason, one.raw, self._before)
        else:
            yield self._passed(entry, "there is nothing in it")

    def _passed(self, entry: Entry, reason: str) -> Passed:
        return Passed(entry.member.name, reason, self._before + entry.member.size)

    def _other(self, name: str) -> str:
        return f"this is {self._exports[name].title}: `segue import {name}` reads it"


def _message(name: str, index: int, position: str, value: Raw, consumed: int, kind: Shape | Database) -> Message:
    told = dict(value)
    return Message(name, index, position, b"", told, consumed, kind.dialect, kind.title)


def raw_of(message: Message) -> bytes:
    """The message as the quarantine keeps it: as it stood in the file, or what was made of a row."""
    if message.raw:
        return message.raw
    try:
        return msgspec.json.encode(message.value)
    except (UnicodeError, OverflowError):  # half a surrogate pair, or a number of more than 64 bits
        return json.dumps(message.value).encode()


def _some(names: Iterable[str]) -> str:
    shown = [str(name)[:40] for name in islice(names, 7)]
    return ", ".join(shown[:6]) + (", …" if len(shown) > 6 else "") if shown else "nothing"


def _rows(reader: BufferedReader, head: bytes) -> Iterator[Found] | None:
    """The rows of a file by its first signs; None when it is no kind of file that is read."""
    if head.startswith(UTF16) and not looks_like_table(head):
        reader = as_utf8(reader)
        head = reader.peek(CHUNK)
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"["):
        return array_objects(reader)
    if bare.startswith(b"{"):
        start = list_start(head)
        if start is not None:
            reader.read(start)
            return array_objects(reader, start, alone=False)
        return line_objects(reader) if is_line(bare) else one_object(reader)
    return table_rows(reader) if looks_like_table(head) else None
