"""Connections: the music servers that are read, with what they want to see of us. The file is its owner's alone."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from segue.domain.event import ListenerId

_SIGNS = re.compile(r"[^\w.:/-]+")


class Connection(msgspec.Struct, frozen=True, omit_defaults=True):
    """`name` is that of the library in `libraries`; `listener`: whose stars and ratings are read."""

    name: str
    kind: str  # file name in sources/
    address: str
    secret: dict[str, str]
    listener: ListenerId | None = None


class Connections:
    """A JSON file, read whenever it is asked: `serve` and the command line both use it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[Connection]:
        """Raises OSError, ValueError: the file cannot be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[Connection])
        except FileNotFoundError:
            return []
        except msgspec.DecodeError as error:
            raise ValueError(f"{self._path}: {error}") from None

    def get(self, name: str) -> Connection | None:
        return next((one for one in self.all() if one.name == name), None)

    def put(self, connection: Connection) -> None:
        """Add it, or take it in place of the one with its name."""
        self._write([*(one for one in self.all() if one.name != connection.name), connection])

    def remove(self, name: str) -> bool:
        held = self.all()
        kept = [one for one in held if one.name != name]
        if len(kept) < len(held):
            self._write(kept)
        return len(kept) < len(held)

    def erase(self, listener: ListenerId) -> list[str]:
        """Remove those that speak for a listener, their tokens with them; returns their names."""
        names = [one.name for one in self.all() if one.listener == listener]
        for name in names:
            self.remove(name)
        return names

    def _write(self, connections: list[Connection]) -> None:
        """At once or not at all, and never readable by others."""
        body = msgspec.json.format(msgspec.json.encode(sorted(connections, key=lambda one: one.name)))
        beside = self._path.with_name(f".{self._path.name}.new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def name_of(address: str) -> str:
    """A library's name: host, port and path of its server."""
    parts = urlsplit(address)
    return _SIGNS.sub("-", f"{parts.netloc}{parts.path}".lower().rstrip("/"))
