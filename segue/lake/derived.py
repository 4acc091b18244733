"""Listens and sessions of whom the news concern: which events to read, the kernel over them, what differs."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.domain.event import EventKind, ListenerId, Offset, TrackId
from segue.lake.changes import between, changes, quoted
from segue.lake.islands import BEGINNING, END, Windows, joined, milliseconds, touched, wider, windows
from segue.lake.tables import tables
from segue.listening.columns import KINDS
from segue.listening.derive import derive
from segue.listening.schema import EVENTS
from segue.ports import Lake
from segue.settings import Settings

_ABOUT = ", ".join(f"'{kind.value}'" for kind in (*KINDS, EventKind.DELETE_LISTEN))
_NEWS = pa.schema([("listener", pa.string()), EVENTS.field("at")])
_IDS = 500  # listeners in one query
_USUAL = 1_000  # events in the windows of one listener, about

FormatOf = Callable[[TrackId], str]


class Deriving:
    """One sweep's work. Events count for a person, who may have several ids (`segue.accounts.links`)."""

    def __init__(
        self,
        settings: Settings,
        gap_ms: int,
        lake: Lake,
        person: Callable[[ListenerId], ListenerId],
        ids: Callable[[ListenerId], Sequence[ListenerId]],
        format_of: FormatOf,
    ) -> None:
        self._settings = settings
        self._lake = lake
        self._person = person
        self._ids = ids
        self._format_of = format_of
        self._gap_ms = gap_ms

    def _news(self, after: Offset, upto: Offset) -> pa.Table:
        """Listener (the person) and `at` of every event about a play that came in between."""
        sql = f"""
            select listener, "at" from events where log_offset > {int(after)} and log_offset <= {int(upto)}
            and kind in ({_ABOUT}) and track_id is not null
        """  # noqa: S608
        if after >= upto:
            return _no_news()
        return self._theirs(self._lake.query(sql))

    def steps(self, after: Offset, upto: Offset, together: int) -> list[Offset]:
        """Offsets between which there are about `together` events; `upto` is the last, or the only one."""
        sql = f"""
            select log_offset, count(*) n from events where log_offset > {int(after)} and log_offset <= {int(upto)}
            group by log_offset order by log_offset
        """  # noqa: S608
        found, held = [upto], 0
        for offset, count in zip(*self._lake.query(sql).to_pydict().values(), strict=True) if after < upto else ():
            held += count
            if held >= together and offset < upto:
                found.insert(-1, Offset(offset))
                held = 0
        return found

    def linked(self, is_linked: Callable[[ListenerId], bool]) -> set[ListenerId]:
        """Everybody in the lake who is or was linked to somebody."""
        found = {ListenerId(i) for name in ("events", "listens") for i in listeners(self._lake, name)}
        linked = {i for i in found if is_linked(i)}
        return linked | {self._person(i) for i in linked}

    def run(
        self, after: Offset, upto: Offset, whole: set[ListenerId], together: int
    ) -> Iterator[tuple[float, dict[str, pa.Table]]]:
        """Share done, and rows to append to each table, for groups of people with about `together` events.

        after, upto: offsets of the news; whole: people of whom everything is derived besides
        """
        news = self._news(after, upto)
        around = windows(news["listener"], milliseconds(news["at"]))
        groups = self._groups(_and_whole(around, whole), together)
        for number, group in enumerate(groups):
            yield (number + 1) / len(groups), self._group(group, after, upto, whole)

    def _groups(self, read: Windows, together: int) -> list[Windows]:
        people = sorted(set(read.listener.tolist()))
        sizes = dict.fromkeys(people, _USUAL)
        whole = set(read.listener[read.first == BEGINNING].tolist())
        for some in _some([i for one in sorted(whole) for i in self._ids(ListenerId(one))]):
            sql = f"select listener, count(*) n from events where listener in ({quoted(some)}) group by listener"  # noqa: S608
            for row in self._lake.query(sql).to_pylist():
                sizes[self._person(row["listener"])] += row["n"]
        groups: list[set[str]] = []
        room = 0
        for one in people:
            if not groups or sizes[one] > room or len(groups[-1]) >= _IDS:
                groups.append(set())
                room = together
            groups[-1].add(one)
            room -= sizes[one]
        return [read.take(np.isin(read.listener.astype(str), sorted(group))) for group in groups]

    def _group(self, read: Windows, after: Offset, upto: Offset, whole: set[ListenerId]) -> dict[str, pa.Table]:
        while True:
            events = self._events(read)
            new = (events["log_offset"].to_numpy() > after) & (events["log_offset"].to_numpy() <= upto)
            if whole:
                new |= pc.is_in(events["listener"], pa.array(sorted(whole), pa.string())).to_numpy(zero_copy_only=False)
            found = touched(events, new, read)
            if not found.more.any():
                break
            read = wider(read, found.more)
        people = whole & {ListenerId(one) for one in read.listener}  # also what was derived where no event is left
        islands = _and_whole(found.islands, people)
        chosen = events.filter(pa.array(found.rows)).select(EVENTS.names)
        made = derive(self._formatted(chosen), self._settings, self._gap_ms)
        return {
            name: changes(self._lake, tables()[name], _with_day(rows), islands)
            for name, rows in (("listens", made.listens), ("sessions", made.sessions))
        }

    def _raw(self, people: Sequence[str]) -> tuple[pa.Table, list[str]]:
        """Every id whose events count for these, and for whom each counts."""
        ids = {str(i): one for one in people for i in self._ids(ListenerId(one))}
        table = pa.table({"id": pa.array(list(ids), pa.string()), "person": pa.array(list(ids.values()), pa.string())})
        return table, list(ids)

    def _events(self, read: Windows) -> pa.Table:
        """Every event about a play in these windows, under the person it counts for."""
        columns = ", ".join(f'e."{name}"' for name in (*EVENTS.names, "log_offset"))
        parts = []
        for some in _some(sorted(set(read.listener.tolist()))):
            people, ids = self._raw(some)
            mine = read.take(np.isin(read.listener.astype(str), some))
            sql = f"""
                select {columns} from events e join people__ p on p.id = e.listener
                where e.listener in ({quoted(ids)}) {between("at", mine)} and e.kind in ({_ABOUT})
                and e.track_id is not null and exists (
                  select 1 from read__ r where r.listener = p.person and epoch_ms(e."at") between r.first and r.last)
            """  # noqa: S608
            parts.append(self._theirs(self._lake.query(sql, beside={"people__": people, "read__": mine.table()})))
        return pa.concat_tables(parts).combine_chunks()

    def _theirs(self, rows: pa.Table) -> pa.Table:
        """The same rows with the person instead of the id that told them."""
        encoded = rows["listener"].combine_chunks().dictionary_encode()
        encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
        people = pa.array([self._person(ListenerId(i)) for i in encoded.dictionary.to_pylist()], pa.string())
        return rows.set_column(rows.schema.get_field_index("listener"), "listener", people.take(encoded.indices))

    def _formatted(self, events: pa.Table) -> pa.Table:
        """With the catalogue's format where the sender told none."""
        track = events["track_id"].combine_chunks().dictionary_encode()
        track = track.combine_chunks() if isinstance(track, pa.ChunkedArray) else track
        known = pa.array([self._format_of(TrackId(t)) for t in track.dictionary.to_pylist()], pa.string())
        at = events.schema.get_field_index("format")
        return events.set_column(
            at, "format", pc.coalesce(events["format"].combine_chunks(), known.take(track.indices))
        )


def listeners(lake: Lake, table: str) -> list[str]:
    """Everybody who has a row."""
    found: list[str] = lake.query(f"select distinct listener from {table}")["listener"].to_pylist()  # noqa: S608
    return found


def _no_news() -> pa.Table:
    return _NEWS.empty_table()


def _and(some: Windows, more: Windows) -> Windows:
    return joined(
        Windows(
            np.concatenate([some.listener, more.listener]),
            np.concatenate([some.first, more.first]),
            np.concatenate([some.last, more.last]),
        )
    )


def _and_whole(read: Windows, whole: set[ListenerId]) -> Windows:
    names = np.array(sorted(whole), object)
    return _and(read, Windows(names, np.full(len(names), BEGINNING), np.full(len(names), END)))


def _some(names: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), _IDS):
        yield list(names[start : start + _IDS])


def _with_day(rows: pa.Table) -> pa.Table:
    return rows.append_column("day", pc.cast(rows["start"], pa.date32()))
