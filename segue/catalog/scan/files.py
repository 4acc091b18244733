"""Files: every scanned file by its path, with the track it is. Paths stay here: nothing else of Segue tells them."""

import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Column, Engine, Integer, LargeBinary, MetaData, String, Table, Text, func, select
from sqlalchemy.dialects.sqlite import insert

from segue.catalog.scan.tags import Tagged
from segue.domain.event import TrackId

metadata = MetaData()
_files = Table(
    "file",
    metadata,
    Column("path", LargeBinary, primary_key=True),  # absolute, as the file system spells it
    Column("changed", Integer, nullable=False, index=True),  # the write it last changed in, from 1
    Column("size", Integer, nullable=False),
    Column("mtime_ns", Integer, nullable=False),
    Column("digest", String(32), nullable=False),  # of its ends and size
    Column("track", String(36), index=True),  # none for what cannot be read
    Column("tagged", Text),  # JSON, see tags.Tagged
    Column("unknown", Text, nullable=False),  # JSON object, see audio.measured.Measured
    Column("level", Integer, nullable=False),  # audio.measured.Tools.level, 0 = tags only
    Column("problem", Text),  # why it cannot be read
    Column("fingerprint", LargeBinary),
    Column("gone", String(32)),  # since when it is not there any more
)


class Kept(msgspec.Struct, frozen=True):
    """One row."""

    path: bytes
    size: int
    mtime_ns: int
    digest: str
    track: TrackId | None
    tagged: Tagged | None
    unknown: dict[str, str]
    level: int
    problem: str | None = None
    fingerprint: bytes | None = None
    gone: str | None = None

    @property
    def shown(self) -> str:
        """The path as a terminal can print it."""
        return os.fsdecode(self.path).encode("utf-8", "replace").decode()


class Files:
    """Thread-safe. `tracks` is what the catalogue's tracks have a file of, as of the last `reload`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._track_of: dict[bytes, TrackId] = {}
        self._all: dict[bytes, int] = {}  # every path, and when it last changed
        self._changed = 0
        self._read = False
        metadata.create_all(engine)

    @property
    def version(self) -> tuple[int, int]:
        """Another one as soon as `reload` has taken in something."""
        return self._changed, len(self._all)

    def reload(self) -> None:
        """Take in what this or another process saved since the last call."""
        columns = (_files.c.path, _files.c.changed, _files.c.track, _files.c.gone)
        with self._lock, self._engine.connect() as db:
            self._read = True
            (count,) = db.execute(select(func.count()).select_from(_files)).one()
            for _ in range(2):
                newest = self._changed
                for path, changed, track, gone in db.execute(select(*columns).where(_files.c.changed > self._changed)):
                    self._all[path] = changed
                    newest = max(newest, changed)
                    if track and not gone:
                        self._track_of[path] = TrackId(track)
                    else:
                        self._track_of.pop(path, None)
                self._changed = newest
                if len(self._all) <= count:
                    break
                self._all, self._track_of, self._changed = {}, {}, 0  # something was taken out: all of it again

    def _first(self) -> None:
        if not self._read:
            self.reload()

    def tracks(self) -> set[TrackId]:
        """Tracks with a file that is there."""
        self._first()
        with self._lock:
            return set(self._track_of.values())

    def path_of(self, track: TrackId) -> Path | None:
        """A file of it, the first by name."""
        columns = (_files.c.path,)
        with self._engine.connect() as db:
            found = select(*columns).where(_files.c.track == track, _files.c.gone.is_(None)).order_by(_files.c.path)
            row = db.execute(found).first()
        return Path(os.fsdecode(row.path)) if row else None

    def paths(self) -> dict[TrackId, Path]:
        """A file of every track, the first by name: for playlists that name files."""
        self._first()
        with self._lock:
            pairs = sorted(self._track_of.items(), reverse=True)
        return {track: Path(os.fsdecode(path)) for path, track in pairs}

    def below(self, folder: Path) -> dict[bytes, Kept]:
        """Every known file below a folder, those that are gone included, without fingerprints: there may be many."""
        columns = [column for column in _files.columns if column.name != "fingerprint"]
        start = os.fsencode(folder.absolute()).rstrip(b"/") + b"/"
        with self._engine.connect() as db:
            rows = db.execute(select(*columns).where(_files.c.path >= start, _files.c.path < start[:-1] + b"0"))
            return {row.path: _kept(row) for row in rows}

    def __iter__(self) -> Iterator[Kept]:
        with self._engine.connect() as db:
            for row in db.execute(select(_files).order_by(_files.c.path), execution_options={"yield_per": 1000}):
                yield _kept(row)

    def fingerprint(self, path: bytes) -> bytes | None:
        with self._engine.connect() as db:
            found: bytes | None = db.scalar(select(_files.c.fingerprint).where(_files.c.path == path))
        return found

    def save(self, kept: Iterable[Kept], forget: Iterable[bytes] = ()) -> None:
        """Write rows; forget: paths whose files were found elsewhere."""
        rows, old = [_row(one) for one in kept], list(forget)
        with self._engine.begin() as db:
            (last,) = db.execute(select(func.coalesce(func.max(_files.c.changed), 0))).one()
            if old:
                db.execute(_files.delete().where(_files.c.path.in_(old)))
            if rows:
                sql = insert(_files)
                fresh: dict[str, Any] = {c.name: sql.excluded[c.name] for c in _files.columns if c.name != "path"}
                stamped = [{**row, "changed": last + 1} for row in rows]
                db.execute(sql.on_conflict_do_update(index_elements=["path"], set_=fresh), stamped)
        self.reload()


def _row(one: Kept) -> dict[str, Any]:
    row = {field: getattr(one, field) for field in one.__struct_fields__}
    row["tagged"] = msgspec.json.encode(one.tagged).decode() if one.tagged else None
    return row | {"unknown": msgspec.json.encode(one.unknown).decode()}


def _kept(row: Any) -> Kept:
    fields: dict[str, Any] = {field: getattr(row, field, None) for field in Kept.__struct_fields__}
    fields["tagged"] = msgspec.json.decode(row.tagged, type=Tagged) if row.tagged else None
    return Kept(**fields | {"unknown": msgspec.json.decode(row.unknown)})
