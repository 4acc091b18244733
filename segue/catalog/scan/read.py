"""Read: one file, its tags and its sound. It touches nothing but the file, so many can be read at once."""

import os
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from segue.catalog.audio.decode import Unreadable
from segue.catalog.audio.measured import Measured, Tools, measured
from segue.catalog.scan.tags import Tagged, tagged
from segue.catalog.scan.walk import Seen

_END = 1 << 16  # bytes


class Reading(Struct, frozen=True):
    """`problem` says why there is nothing else."""

    seen: Seen
    digest: str
    tagged: Tagged | None = None
    measured: Measured | None = None
    problem: str | None = None


def read(seen: Seen, folder: Path, tools: Tools) -> Reading:
    """folder: where the scan began. Never raises for what a file holds."""
    path = Path(os.fsdecode(seen.path))
    digest = ""
    try:
        digest = digest_of(path, seen.size)
        if not seen.size:
            return Reading(seen, digest, problem="it is empty")
        told = tagged(path, folder)
        return Reading(seen, digest, told, measured(path, told.duration_s, told.format, tools))
    except Unreadable as why:
        return Reading(seen, digest, problem=str(why))
    except OSError as error:
        return Reading(seen, digest, problem=error.strerror or "it cannot be opened")


def digest_of(path: Path, size: int) -> str:
    """32 hex digits of its first and last 64 KiB and its size: moved files are known by it, without reading all of
    them. Raises OSError."""
    with path.open("rb") as file:
        hashed = blake2b(file.read(_END), digest_size=16)
        if size > 2 * _END:
            file.seek(-_END, os.SEEK_END)
        hashed.update(file.read(_END))
    hashed.update(str(size).encode())
    return hashed.hexdigest()
