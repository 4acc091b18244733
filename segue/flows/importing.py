"""Importing: the files of a person into the log, or, in a dry run, only into a summary."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from segue.catalog.names import name_key
from segue.domain.event import Event, EventKind, ListenerId, Offset, Rejection
from segue.domain.listener import Listener
from segue.flows.bulk import Sink, bulk
from segue.flows.record import done
from segue.flows.summary import Summary
from segue.ingest.export import Asked, Known
from segue.ingest.exports import all_exports
from segue.ingest.importing import Importing
from segue.ports import Appended, Batch, EventLog

_PLAYS = frozenset((EventKind.COMPLETE, EventKind.SKIP, EventKind.STOP))
_BATCHES = 64  # read from the log at a time
_NEAR = timedelta(minutes=4, seconds=30)  # two routes tell times so far apart, one of the start, one of the end


def read_history(
    log: EventLog,
    sink: Sink,
    listener: Listener,
    wanted: str | None,
    paths: Sequence[Path],
    users: Sequence[str],
    zone: ZoneInfo,
    now: datetime,
    progress: Callable[[int, int], None] = lambda consumed, read: None,
) -> Summary:
    """Import `paths` as `wanted`, None: as what they are found to be.

    Raises:
        Unclear: the person must say whose history it is.
        Unavailable: the disk does not take it.
    """
    before = log.end()
    tally = Tally(log, listener.id, before, _counting(wanted))
    pieces = Importing(wanted, Asked(users=tuple(users), zone=zone, known=tally.known)).pieces(paths)
    found = bulk(sink, listener, wanted or "native", pieces, now, progress, tally.see if tally.dialects else None)
    found.merged = told_before(log, listener.id, before) if found.new else 0
    return found


def _counting(wanted: str | None) -> frozenset[str]:
    """Dialects of exports that have counts of plays beside dated ones."""
    exports = all_exports()
    chosen = [exports[wanted]] if wanted else exports.values()
    return frozenset(database.dialect for export in chosen for database in export.databases)


class Tally:
    """Plays that are known from one source, so that a count of plays does not count them again.

    By names, because the programs give their files new ids when they feel like it.
    """

    def __init__(self, log: EventLog, listener: ListenerId, until: Offset, dialects: frozenset[str]) -> None:
        """until: what the log holds beyond it came in this run."""
        self.dialects = dialects
        self._log = log
        self._listener = listener
        self._until = until
        self._seen: set[int] = set()
        self._plays: dict[str, int] = {}
        self._first: dict[str, datetime] = {}
        self._read = False

    def see(self, event: Event) -> None:
        """A play of this run; counts of this run are no plays of others."""
        if "plays" not in event.extra:
            self._add(event, 1)

    def known(self, title: str, artist: str, plays: int) -> Known:
        if not self._read:
            self._read = True
            for batch in _batches(self._log, Offset(0), self._listener, self._until):
                for event in batch.events:
                    told = event.extra.get("plays", 1)
                    self._add(event, told if isinstance(told, int) else 1)
        key = name_key(title, artist)
        used = min(plays, self._plays.get(key, 0))
        if used:
            self._plays[key] -= used
        return Known(used, self._first.get(key))

    def _add(self, event: Event, plays: int) -> None:
        track = event.track
        if event.dialect in self.dialects and event.kind in _PLAYS and track and track.title and track.artist:
            if hash(event.event_id) in self._seen:
                return
            self._seen.add(hash(event.event_id))
            key = name_key(track.title, track.artist)
            self._plays[key] = self._plays.get(key, 0) + plays
            if "plays" not in event.extra:
                self._first[key] = min(event.at, self._first.get(key, event.at))


def told_before(log: EventLog, listener: ListenerId, before: Offset) -> int:
    """How many plays that came after `before` another route had told of: one track, times close together."""
    told: dict[tuple[str, int], set[str]] = {}
    wide = int(_NEAR.total_seconds())
    for batch in _batches(log, Offset(0), listener, before):
        for event in batch.events:
            if event.kind in _PLAYS and event.track_id:
                told.setdefault((event.track_id, int(event.at.timestamp()) // wide), set()).add(event.dialect)
    if not told:
        return 0
    count = 0
    for batch in _batches(log, before, listener):
        for event in batch.events:
            if event.kind in _PLAYS and event.track_id:
                at = int(event.at.timestamp()) // wide
                near = (told.get((event.track_id, at + i), ()) for i in (-1, 0, 1))
                count += any(dialect != event.dialect for dialects in near for dialect in dialects)
    return count


def _batches(log: EventLog, after: Offset, listener: ListenerId, until: Offset | None = None) -> Iterator[Batch]:
    while (until is None or after < until) and (batches := log.read(after, _BATCHES, listener)):
        for batch in batches:
            if until is not None and batch.offset > until:
                return
            after = batch.offset
            yield batch


class DryRun:
    """A sink that writes nothing, and knows what the log would have known."""

    def __init__(self, log: EventLog, listener: ListenerId | None) -> None:
        self._known: set[int] = set()
        if listener is not None:
            for batch in _batches(log, Offset(0), listener):
                self._known.update(hash(event.event_id) for event in batch.events)

    def submit(self, listener: Listener, events: Sequence[Event]) -> "Future[Appended]":
        ids = {hash(event.event_id) for event in events} - self._known
        self._known |= ids
        return done(Appended(Offset(0), len(ids)))

    def hold(
        self,
        listener: Listener,
        dialect: str,
        received: datetime,
        rejected: Sequence[tuple[Rejection, bytes]],
        source: str,
    ) -> None:
        """Nothing."""
