"""Files in a folder: M3U8, XSPF and JSPF of audio files that were scanned."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.playlists.files.jspf import jspf
from segue.playlists.files.m3u8 import m3u8
from segue.playlists.files.xspf import xspf
from segue.playlists.push.place import SIGN, Taken
from segue.playlists.sheet import Sheet

_NOT_IN_NAMES = re.compile(r"[^\w .()+-]+")
_OF_ID = re.compile(r":[0-9a-f]{8}-[0-9a-f-]{27}$")  # a radio of an artist or a track
_LONGEST = 120
_HEAD = 64 * 1024  # bytes in which the sign of a file is looked for
Written = Callable[[Sheet, str, Sequence[tuple[Track, str]], str], bytes]


def _jspf(sheet: Sheet, owner: str, tracks: Sequence[tuple[Track, str]], sign: str) -> bytes:
    held = replace(sheet, tracks=tuple(track for track, _ in tracks))
    told = jspf(held, owner, places={track.id: path for track, path in tracks})
    told["playlist"]["meta"] = [{f"urn:{sign}{sheet.id}": "written by Segue"}]
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


FORMATS: dict[str, Written] = {"m3u8": m3u8, "xspf": xspf, "jspf": _jspf}


class FolderPlace:
    """Ids are names of files there. Paths are relative where a file lies below the folder: both can be moved together.

    paths: of the scanned files
    """

    def __init__(self, folder: Path, format_: str, owner: str, paths: Mapping[TrackId, Path]) -> None:
        self._folder = folder
        self._format = format_
        self._owner = owner
        self._paths = paths

    def ids(self) -> Mapping[TrackId, str]:
        return {track: str(path) for track, path in self._paths.items() if "\n" not in str(path)}  # a list has lines

    def found(self, theirs: str, sheet: Sheet) -> str | None:
        name = theirs or self._name(sheet)
        return name if self._signed(name, sheet) else None

    def write(self, theirs: str | None, sheet: Sheet, tracks: Sequence[tuple[Track, str]]) -> str:
        """At once or not at all; nothing that Segue did not write is written over."""
        name = theirs or self._name(sheet)
        at = self._folder / name
        if at.exists() and not self._signed(name, sheet):
            raise Taken(f"a file of its name is in {self._folder} already, and not written by Segue for this playlist")
        self._folder.mkdir(parents=True, exist_ok=True)
        told = [(track, self._told(Path(path))) for track, path in tracks]
        beside = at.with_name(f".{at.name}.new")
        beside.write_bytes(FORMATS[self._format](sheet, self._owner, told, SIGN))
        beside.replace(at)
        return name

    def remove(self, theirs: str) -> None:
        (self._folder / Path(theirs).name).unlink(missing_ok=True)

    def _name(self, sheet: Sheet) -> str:
        """From the mix's name, not its title, which may change through the day; but where an id is in that name."""
        said = sheet.title if not sheet.mix or _OF_ID.search(sheet.mix) else sheet.mix
        stem = _NOT_IN_NAMES.sub("-", f"{self._owner} {said}")[:_LONGEST].strip(" .-")
        return f"{stem or sheet.id}.{self._format}"

    def _signed(self, name: str, sheet: Sheet) -> bool:
        try:
            with (self._folder / name).open("rb") as file:
                head = file.read(_HEAD)
                file.seek(max(0, file.seek(0, os.SEEK_END) - _HEAD))
                return f"{SIGN}{sheet.id}".encode() in head + file.read()
        except OSError:
            return False

    def _told(self, path: Path) -> str:
        folder = self._folder.absolute()
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
