"""Files: a segment on disk, and what has to be so for it to be good: version, catalogue, aliases.

Each writing makes a folder of its own, as another process may have mapped the one before; `manifest.json` points at the
one that counts, and is put in place when the rest is on disk.
"""

import json
import os
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import msgspec

from segue.catalog.search.segment import Segment

VERSION = 3  # of the files, and of the way from a name to its terms
_NAMED = "at-"
_MANIFEST = "manifest.json"


class Manifest(msgspec.Struct, frozen=True):
    """catalogue: its write up to which everything is in; aliases: of those that the operator gave; learned: aliases
    from the catalogue's own names; name: of the folder."""

    catalogue: int
    tracks: int
    aliases: str
    learned: dict[str, tuple[str, ...]]
    version: int = VERSION
    name: str = ""


def load(folder: Path) -> tuple[Segment, Manifest] | None:
    """None when there is nothing, or nothing that this version can read."""
    try:
        told = msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=Manifest)
        if told.version != VERSION or not told.name.startswith(_NAMED):
            return None
        segment = Segment.load(folder / told.name)
    except (OSError, ValueError, msgspec.DecodeError):
        return None
    return (segment, told) if len(segment.ids) == told.tracks else None


def save(folder: Path, segment: Segment, told: Manifest) -> Segment:
    """The same, mapped from its files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=_NAMED, dir=folder))
    segment.save(fresh)
    written = fresh / _MANIFEST
    written.write_bytes(msgspec.json.encode(msgspec.structs.replace(told, name=fresh.name)))
    for file in fresh.iterdir():
        with file.open("rb") as held:
            os.fsync(held.fileno())
    written.replace(folder / _MANIFEST)
    for old in folder.glob(f"{_NAMED}*"):
        if old != fresh:
            shutil.rmtree(old, ignore_errors=True)
    return Segment.load(fresh)


def digest(names: Mapping[str, tuple[str, ...]]) -> str:
    """Of aliases: others give another one."""
    return sha256(json.dumps(names, sort_keys=True).encode()).hexdigest()[:16]
