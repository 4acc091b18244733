"""Walk: the audio files below a folder."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KINDS = frozenset((
    "aac", "ac3", "aif", "aifc", "aiff", "alac", "ape", "caf", "dsf", "dff", "flac", "m4a", "m4b", "mka", "mp1",
    "mp2", "mp3", "mp4", "mpc", "oga", "ogg", "opus", "spx", "tta", "wav", "webm", "wma", "wv",
))  # fmt: skip
"""Names of files that are looked at, by their ends."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the file system tells it."""

    path: bytes  # absolute; bytes, since not every name is text
    size: int
    mtime_ns: int


def walk(folder: Path) -> Iterator[Seen | tuple[bytes, str]]:
    """Files in the order of their names, or a path that cannot be looked at, and why. Hidden ones and links to
    folders are passed over."""
    problems: list[tuple[bytes, str]] = []

    def failed(error: OSError) -> None:
        problems.append((os.fsencode(error.filename or folder), error.strerror or "cannot be looked at"))

    for root, folders, names in os.walk(os.fsencode(folder.absolute()), onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith(b"."))
        for name in sorted(names):
            if name.startswith(b".") or not is_audio(name):
                continue
            path = os.path.join(root, name)
            try:
                told = os.stat(path)
            except OSError as error:
                yield path, error.strerror or "cannot be looked at"
            else:
                if stat.S_ISREG(told.st_mode):  # who opens a pipe waits for ever
                    yield Seen(path, told.st_size, told.st_mtime_ns)
        yield from problems
        problems.clear()
    yield from problems


def is_audio(name: bytes) -> bool:
    return os.path.splitext(name)[1][1:].lower().decode("latin-1") in KINDS
