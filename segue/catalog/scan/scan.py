"""Scan: a folder of audio files into the catalogue. Files stay where and as they are.

Only what is new or changed is read, several files at once, and saved every few seconds: a scan that was stopped goes on
where it was. A file that moved keeps its track, one that is gone is marked and keeps its track, too.
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from segue.catalog.audio.measured import Tools
from segue.catalog.scan.files import Files, Kept
from segue.catalog.scan.place import described, track_of
from segue.catalog.scan.read import Reading, digest_of, read
from segue.catalog.scan.walk import Seen, walk
from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.domain.track import Track

_SAVE_S, _BATCH = 5.0, 200  # after so long, or so many files
_AHEAD = 4  # files that wait for each reader

Progress = Callable[[int, int, float], None]  # files read, files to read, seconds of audio heard


@dataclass(slots=True)
class Scanned:
    """What became of the files below a folder."""

    files: int = 0
    read: int = 0
    same: int = 0
    moved: int = 0
    gone: int = 0
    audio_s: float = 0.0
    tracks: set[TrackId] = field(default_factory=set)
    problems: list[tuple[bytes, str]] = field(default_factory=list)
    unknown: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))


def scan(
    catalog: Catalog,
    files: Files,
    folder: Path,
    now: datetime,
    tools: Tools,
    readers: int,
    progress: Progress = lambda done, of, audio_s: None,
) -> Scanned:
    """Raises NotADirectoryError; ValueError where a folder that had files has none: a disk that is not there."""
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder")
    folder = folder.absolute()
    found, known = Scanned(), files.below(folder)
    there: dict[bytes, Seen] = {}
    for one in walk(folder):
        if isinstance(one, Seen):
            there[one.path] = one
        else:
            found.problems.append(one)
    found.files = len(there)
    missing = {path: kept for path, kept in known.items() if path not in there}
    lately = sum(not kept.gone for kept in missing.values())
    if not there and lately:
        raise ValueError(f"{folder} has no audio files, and had {lately:,}: is the disk there? Nothing was changed")
    work = _Work(catalog, files, found, known, missing)
    todo = work.sorted_out(there.values(), tools)
    for batch in _batches(_readings(todo, folder, tools, readers), len(todo), found, progress):
        work.take(batch, tools)
    unseen = [path for path, _ in found.problems if path not in there]
    work.leave(now, unseen)
    return found


class _Work:
    """What one scan knows. missing: files that were there and are not found; those that turn up elsewhere leave it."""

    def __init__(
        self, catalog: Catalog, files: Files, found: Scanned, known: dict[bytes, Kept], missing: dict[bytes, Kept]
    ) -> None:
        self._catalog, self._files, self._found = catalog, files, found
        self._known, self._missing = known, missing

    def sorted_out(self, there: Iterable[Seen], tools: Tools) -> list[Seen]:
        """What has to be read; the rest is noted."""
        lost: dict[int, list[Kept]] = defaultdict(list)  # by size
        for old_one in self._missing.values():
            lost[old_one.size].append(old_one)
        todo, moved, old = list[Seen](), list[Kept](), list[bytes]()
        for seen in there:
            kept = self._known.get(seen.path)
            if (
                kept is not None
                and (kept.size, kept.mtime_ns) == (seen.size, seen.mtime_ns)
                and kept.level >= tools.level
            ):
                self._found.same += 1
                self._tell(kept)
                if kept.gone:
                    moved.append(self._whole(kept, gone=None))
                continue
            before = self._moved(seen, lost) if kept is None else None
            if before is not None and before.level >= tools.level:
                moved.append(self._whole(before, path=seen.path, mtime_ns=seen.mtime_ns, gone=None))
                old.append(before.path)
                lost[seen.size].remove(before)
                del self._missing[before.path]
                self._found.moved += 1
                self._tell(before)
            else:
                todo.append(seen)
        if moved:
            self._files.save(moved, old)
        return todo

    def _moved(self, seen: Seen, lost: dict[int, list[Kept]]) -> Kept | None:
        """The lost file that this one is: the same content."""
        if not lost.get(seen.size):
            return None
        try:
            digest = digest_of(Path(os.fsdecode(seen.path)), seen.size)
        except OSError:
            return None
        return next((one for one in lost[seen.size] if one.digest == digest), None)

    def _whole(self, kept: Kept, **changed: Any) -> Kept:
        """With its fingerprint, which is left out where many files are looked at."""
        return replace(kept, fingerprint=self._files.fingerprint(kept.path), **changed)

    def _tell(self, kept: Kept) -> None:
        if kept.problem:
            self._found.problems.append((kept.path, kept.problem))
        if kept.track:
            self._found.tracks.add(kept.track)

    def take(self, batch: Sequence[Reading], tools: Tools) -> None:
        rows, tracks, old = list[Kept](), dict[TrackId, Track](), list[bytes]()
        for reading in batch:
            seen, told = reading.seen, reading.tagged
            before = self._known.get(seen.path)
            kept = Kept(
                seen.path, seen.size, seen.mtime_ns, reading.digest, None, told, {}, tools.level, reading.problem
            )
            if told is not None and reading.measured is not None:
                track = track_of(reading, before, self._missing.values(), self._catalog.find, self._files.fingerprint)
                for path in [path for path, lost in self._missing.items() if lost.track == track]:
                    del self._missing[path]  # it was tagged anew and moved
                    old.append(path)
                    self._found.moved += 1
                known = tracks.get(track) or self._catalog.get(track)
                tracks[track] = described(track, reading, before.tagged if before else None, known)
                heard = reading.measured
                kept = replace(kept, track=track, unknown=heard.unknown, fingerprint=heard.fingerprint)
                for name, why in heard.unknown.items():
                    self._found.unknown[name][why] += 1
            self._tell(kept)
            rows.append(kept)
        self._catalog.add(tracks.values())
        self._files.save(rows, old)
        self._found.read += len(batch)

    def leave(self, now: datetime, unseen: Sequence[bytes]) -> None:
        """Mark what is gone, unless it lies in a folder that could not be looked at."""
        lost = [
            self._whole(kept, gone=now.isoformat())
            for path, kept in self._missing.items()
            if not kept.gone and not any(path == one or path.startswith(one + b"/") for one in unseen)
        ]
        self._found.gone = len(lost)
        if lost:
            self._files.save(lost)


def _readings(todo: Sequence[Seen], folder: Path, tools: Tools, readers: int) -> Iterator[Reading]:
    """As they come. The work is done by ffmpeg and fpcalc, processes of their own, and by NumPy, so that threads do."""
    waiting: set[Future[Reading]] = set()
    rest = iter(todo)
    with ThreadPoolExecutor(readers, "reader") as pool:
        try:
            while True:
                while len(waiting) < readers * _AHEAD and (seen := next(rest, None)) is not None:
                    waiting.add(pool.submit(read, seen, folder, tools))
                if not waiting:
                    return
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        finally:
            pool.shutdown(cancel_futures=True)


def _batches(readings: Iterator[Reading], total: int, found: Scanned, progress: Progress) -> Iterator[list[Reading]]:
    """One every few seconds, and what was read when somebody stops it."""
    batch: list[Reading] = []
    due = time.monotonic() + _SAVE_S
    try:
        for done, reading in enumerate(readings, 1):
            batch.append(reading)
            if reading.tagged and reading.measured:
                found.audio_s += reading.tagged.duration_s or reading.measured.duration_s or 0.0
            progress(done, total, found.audio_s)
            if len(batch) >= _BATCH or time.monotonic() >= due:
                yield batch
                batch, due = [], time.monotonic() + _SAVE_S
    except KeyboardInterrupt:
        yield batch  # what was read is kept
        raise
    if batch:
        yield batch
