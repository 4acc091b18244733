"""Archive: messages out of a file, a ZIP or a folder, as people download them of themselves.

Nothing is extracted to the disk, nothing is held whole in memory, and a member's content, not its name, tells
what it is. A member that cannot be trusted or read is reported as Broken, and the others are read.
"""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import Any, NamedTuple, cast

from msgspec import Struct

from segue.ingest.json_chunks import array_objects
from segue.ingest.json_stream import CHUNK, Found, is_line, line_objects, one_object

PLAYS = ("ms_played", "msPlayed", "listened_at", "payload", "event_id")
"""One of these stands in each row of a Spotify history (extended or short), of listens and of events."""
MAX_MEMBER = 2 << 30  # bytes a member may inflate to
MAX_MEMBERS = 10_000
_BOMB_FROM = 64 << 20  # bytes: smaller members may be of any ratio
_BOMB_RATIO = 200
_LOOKED_AT = 50  # rows of a file that may lack the keys before it counts as another kind of file
_JSON_NAME = re.compile(r".*\.(?:json|jsonl|ndjson)", re.IGNORECASE | re.DOTALL)
_NOISE = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\._[^/]*|\.DS_Store)", re.DOTALL)
_NUMBER = re.compile(r"(\d+)", re.ASCII)
_NUMBERS = re.compile(r"\d+(?:-\d+)?", re.ASCII)  # a number, or a span of years
_OUTSIDE = re.compile(r"[/\\]|[A-Za-z]:")
READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class Member(NamedTuple):
    """One file to read, and its bytes when unpacked."""

    name: str  # "export.json", "my.zip!/folder/export.json"
    size: int


class Message(Struct, frozen=True):
    """One message with the place it was found at. `consumed` counts the bytes of all members read so far."""

    source: str
    index: int  # in its member, from 0
    position: str  # "byte 17" or "line 5"
    raw: bytes
    value: dict[str, Any]
    consumed: int
    dialect: str = ""  # where the content told it
    form: str = ""  # what it was found to be, for people


class Broken(Struct, frozen=True):
    """What could not be read, and why."""

    source: str
    position: str  # "" for the whole member
    reason: str
    raw: bytes
    consumed: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A member, how to open it, or why it must not be."""

    member: Member
    archive: zipfile.ZipFile | None
    inside: str | zipfile.ZipInfo
    refused: str = ""

    def open(self) -> BufferedReader:
        if self.archive is None:
            return BufferedReader(FileIO(str(self.inside)), CHUNK)
        return BufferedReader(cast(RawIOBase, self.archive.open(self.inside)), CHUNK)


def _distrust(info: zipfile.ZipInfo) -> str:
    """Why a member of a ZIP is not read, "" when it is."""
    if _OUTSIDE.match(info.filename) or ".." in re.split(r"[/\\]", info.filename):
        return "its name leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a symbolic link"
    if info.flag_bits & 1:
        return "it is encrypted"
    if info.file_size > MAX_MEMBER:
        return f"it unpacks to {info.file_size:,} bytes, more than {MAX_MEMBER:,}"
    if info.file_size > _BOMB_FROM and info.file_size > _BOMB_RATIO * max(1, info.compress_size):
        return f"{info.compress_size:,} bytes that unpack to {info.file_size:,}: a bomb"
    return ""


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts `_9` before `_10`."""
    return [(int(part[:18]), "") if part.isdecimal() else (-1, part) for part in _NUMBER.split(name)]


def _numbered(infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Files whose names differ only in numbers in the order of these, which is mostly that of time."""
    groups: dict[str, list[zipfile.ZipInfo]] = {}
    for info in infos:
        groups.setdefault(_NUMBERS.sub("#", info.filename), []).append(info)
    return [info for group in groups.values() for info in sorted(group, key=lambda i: _natural(i.filename))]


def _zip_entries(path: Path, shown: str) -> Iterator[Entry]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        reason = f"the ZIP is cut off or damaged (it has {path.stat().st_size:,} bytes); download it again"
        yield Entry(Member(shown, 0), None, "", reason)
        return
    infos = [i for i in archive.infolist() if not i.is_dir() and not _NOISE.fullmatch(i.filename)]
    infos = _numbered(infos)
    if len(infos) > MAX_MEMBERS:
        yield Entry(Member(shown, 0), None, "", f"the ZIP has {len(infos):,} members, more than {MAX_MEMBERS:,}")
        archive.close()
        return
    with archive:
        for info in infos:
            refused = _distrust(info)
            yield Entry(Member(f"{shown}!/{info.filename}", 0 if refused else info.file_size), archive, info, refused)


def _folder_entries(path: Path) -> Generator[Entry, None, None]:
    for folder, folders, names in os.walk(path):
        folders.sort(key=_natural)
        for name in sorted(names, key=_natural):
            file = Path(folder, name)
            shown = str(file.relative_to(path.parent))
            if _NOISE.fullmatch(name):
                continue
            if file.is_symlink() or not file.is_file():
                yield Entry(Member(shown, 0), None, "", "it is a symbolic link or no plain file")
            else:
                yield from _file_entries(file, shown)


def _file_entries(path: Path, shown: str) -> Generator[Entry, None, None]:
    try:
        if _is_zip(path):
            yield from _zip_entries(path, shown)
        else:
            yield Entry(Member(shown, path.stat().st_size), None, str(path))
    except OSError as error:
        yield Entry(Member(shown, 0), None, "", error.strerror or str(error))


def entries(path: Path) -> Generator[Entry, None, None]:
    """The files of a file, a ZIP or a folder (ZIPs in it too), each with the way to open it."""
    return _folder_entries(path) if path.is_dir() else _file_entries(path, path.name)


def members(path: str | os.PathLike[str]) -> list[Member]:
    """What `messages` will look into; the sum of their sizes is what `consumed` runs up to.

    Raises:
        FileNotFoundError: there is no such path.
    """
    root = Path(path)
    root.stat()
    return [entry.member for entry in entries(root)]


def messages(path: str | os.PathLike[str], holding: Sequence[str] | None = None) -> Iterator[Message | Broken]:
    """Every message of a file, a ZIP or a folder (ZIPs in it too), in the order of the members.

    A file in whose first rows none of the `holding` keys stands gives one Broken; an empty `holding` takes
    all. By default the files of a ZIP or a folder must hold a listening history or events, because downloads
    are full of other things; a single file is taken as it is.

    Raises:
        FileNotFoundError: there is no such path.
    """
    root = Path(path)
    root.stat()
    if holding is None:
        holding = PLAYS if root.is_dir() or _is_zip(root) else ()
    before = 0
    with closing(entries(root)) as found_entries:
        for entry in found_entries:
            name = entry.member.name
            if entry.refused:
                yield Broken(name, "", entry.refused, b"", before)
                continue
            index = 0
            try:
                with entry.open() as reader:
                    alone = name == root.name
                    for found in _history(_found(reader, name, must=alone), tuple(holding)):
                        consumed = before + min(found.end, entry.member.size)
                        if found.value is None:
                            yield Broken(name, found.position, found.reason, found.raw, consumed)
                        else:
                            yield Message(name, index, found.position, found.raw, found.value, consumed)
                        index += 1
            except READ_ERRORS as error:
                reason = f"damaged: {error}; what was read before may be all right, download it again"
                yield Broken(name, f"after message {index}", reason, b"", before)
            before += entry.member.size


def _found(reader: BufferedReader, name: str, *, must: bool) -> Iterator[Found]:
    """The objects of a member, told by its first sign; other files pass unseen unless they `must` be read."""
    head = reader.peek(CHUNK)
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"["):
        yield from array_objects(reader)
    elif bare.startswith(b"{"):
        yield from line_objects(reader) if is_line(bare) else one_object(reader)
    elif must or _JSON_NAME.fullmatch(name):
        reason = "not JSON: neither a list of objects nor one object a line" if bare else "the file is empty"
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            reason = "not UTF-8 but UTF-16"
        yield Found("byte 0", head[:200], None, reason, len(head))


def _history(found: Iterator[Found], holding: tuple[str, ...]) -> Iterator[Found]:
    """The same, or one line that the file holds something else."""
    held: list[Found] = []
    for one in found:
        held.append(one)
        known = one.value is not None and any(key in one.value for key in holding)
        if known or not holding or len(held) >= _LOOKED_AT:
            break
    usable = [one for one in held if one.value is not None]
    if usable and holding and not any(key in one.value for one in usable for key in holding if one.value):
        reason = f"no listening history in it: no row has any of {', '.join(holding)}"
        yield Found("", usable[0].raw, None, reason, held[-1].end)
        return
    yield from held
    yield from found
