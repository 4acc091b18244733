"""Tally: who heard which artist, and which recording, how often, counted on disk beside what is being built.

Batches of plays and how far the source was read go into one transaction, so a build that was killed goes on where
it was, and counts nothing twice. DuckDB keeps to the memory it is given and spills the rest.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from segue.prior.keys import artist_hash, mbid_halves, recording_hash
from segue.prior.learn import Heard, Size
from segue.prior.recordings import Recordings

FORMAT = "2"
MOST_ARTISTS = 1_000  # of one listener, the most played: nobody's taste is wider than that by much
MOST_RECORDINGS = 1_000
_LONGEST = 500  # characters of a title
_SCHEMA = """
create table if not exists heard(recording boolean, listener ubigint, key ubigint, n bigint);
create table if not exists named(key ubigint primary key, artist ubigint, name varchar, high ubigint, low ubigint);
create table if not exists state(source varchar, position bigint, plays bigint, refused bigint);
"""
_MOST = """
create or replace temp table pairs as
    select recording, listener, key, sum(n)::bigint n from heard group by recording, listener, key;
create or replace temp table kept(recording boolean, key ubigint, i bigint);
create or replace temp table who(recording boolean, listener ubigint, i bigint);
"""
_KEEP = """
insert into kept select recording, key, (row_number() over (order by c desc, key)) - 1 from
    (select recording, key, count(*) c from pairs where recording = ? group by recording, key having count(*) >= ?)
    order by c desc, key limit ?
"""
_WHO = """
insert into who with ranked as (
    select recording, listener, i, row_number() over (partition by listener order by n desc, i) r
    from pairs join kept using (recording, key) where recording = ?
) select recording, listener, i from ranked where r <= ?
"""


class Play(NamedTuple):
    """listener: `segue.prior.keys.listener_hash`; mbid: of the artist, recording: of the recording, where known"""

    listener: int
    artist: str
    mbid: str | None
    title: str | None = None
    recording: str | None = None


class State(NamedTuple):
    """position: in the source, whatever it counts; plays and refused: so far."""

    position: int
    plays: int
    refused: int


class Tally:
    """One build. `source`: what identifies it; a checkpoint of another source is begun anew.

    recordings: whether they are counted, too
    """

    def __init__(self, path: Path, source: str, memory_mb: int = 1024, recordings: bool = False) -> None:
        self._path = path
        self._recordings = recordings
        self._source = f"{FORMAT} {'recordings ' if recordings else ''}{source}"
        self._db = self._opened(memory_mb)
        if self._db.execute("select count(*) from state where source = ?", [self._source]).fetchone() != (1,):
            self._db.execute("delete from heard; delete from named; delete from state")
            self._db.execute("insert into state values (?, 0, 0, 0)", [self._source])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _opened(self, memory_mb: int) -> duckdb.DuckDBPyConnection:
        spill = str(self._path) + ".spill"
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": spill,
            "preserve_insertion_order": "false",
        }
        try:
            db = duckdb.connect(self._path, config=config)
            db.execute(_SCHEMA)
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise ValueError(f"{self._path}: another build is at work on it") from None
            self._path.unlink(missing_ok=True)  # a checkpoint that cannot be read is worth nothing
            db = duckdb.connect(self._path, config=config)
            db.execute(_SCHEMA)
        return db

    def state(self) -> State:
        row = self._db.execute("select position, plays, refused from state").fetchone()
        assert row is not None
        return State(*row)

    def add(self, plays: Iterable[Play], position: int, refused: int) -> None:
        """Plays, and up to where the source is read with them, in one transaction."""
        artists, recordings = _Batch(), _Batch()
        total = 0
        for play in plays:
            key = artist_hash(play.artist)
            artists.count(play.listener, key, None, play.artist, play.mbid)
            if self._recordings and play.title:
                title = " ".join(play.title.split())[:_LONGEST]
                recordings.count(play.listener, recording_hash(title, play.artist), key, title, play.recording)
            total += 1
        self._db.execute("begin")
        try:
            for batch, recording in ((artists, False), (recordings, True)):
                if batch.counts:
                    self._insert(batch, recording)
            self._db.execute(
                "update state set position = ?, plays = plays + ?, refused = refused + ?", [position, total, refused]
            )
            self._db.execute("commit")
        except BaseException:
            self._db.execute("rollback")
            raise

    def _insert(self, batch: "_Batch", recording: bool) -> None:
        half, pairs = pa.uint64(), np.array(list(batch.counts), np.uint64).reshape(-1, 2)
        counts = np.array(list(batch.counts.values()), np.int64)
        rows = pa.table({"r": np.full(len(pairs), recording), "l": pairs[:, 0], "k": pairs[:, 1], "n": counts})
        told = list(batch.names.values())
        codes = [mbid_halves(mbid) or (None, None) for _, _, mbid in told]
        known = pa.table(
            {
                "k": pa.array(list(batch.names), half),
                "a": pa.array([artist for artist, _, _ in told], half),
                "name": [name for _, name, _ in told],
                "high": pa.array([high for high, _ in codes], half),
                "low": pa.array([low for _, low in codes], half),
            }
        )
        self._db.register("rows", rows)
        self._db.register("known", known)
        self._db.execute("insert into heard select * from rows")
        self._db.execute(
            "insert into named select * from known on conflict (key) do update set "
            "high = coalesce(named.high, excluded.high), low = coalesce(named.low, excluded.low)"
        )
        self._db.unregister("rows")
        self._db.unregister("known")

    def heard(self, size: Size) -> Heard:
        """Of the artists with enough listeners; of each listener the most played. Recordings of those artists."""
        self._db.execute(_MOST)
        self._keep(False, size.fewest, size.artists, MOST_ARTISTS)
        if size.recordings:
            self._keep(True, size.often, size.recordings, MOST_RECORDINGS)
        self._db.execute(
            "create or replace temp table people as select listener, (row_number() over (order by listener)) - 1 u "
            "from (select distinct listener from who where not recording)"
        )
        artists, recordings = self._names(False), self._names(True)
        keys = np.array([one[0] for one in artists], np.uint64)
        row_of = {one[0]: row for row, one in enumerate(artists)}
        told = Recordings(
            self._pairs(True, len(recordings)),
            np.array([one[0] for one in recordings], np.uint64),
            [one[2] for one in recordings],
            np.array([row_of.get(one[1], -1) for one in recordings], np.int32),
            _codes(recordings),
        )
        pairs, plays = self._pairs(False, len(artists)), self.state().plays
        return Heard(pairs, keys, [one[2] for one in artists], _codes(artists), plays, told if recordings else None)

    def _keep(self, recording: bool, fewest: int, most: int, of_each: int) -> None:
        self._db.execute(_KEEP, [recording, fewest, most])
        self._db.execute(_WHO, [recording, of_each])

    def _names(self, recording: bool) -> list[tuple[int, int, str, int | None, int | None]]:
        """(key, artist, name, MBID) of each that is kept."""
        return self._db.execute(
            "select key, artist, name, high, low from kept join named using (key) where recording = ? order by i",
            [recording],
        ).fetchall()

    def _pairs(self, recording: bool, width: int) -> csr_array:
        """(n_listeners, width) float32 CSR of ones; rows as numbered in `people`, who heard one of the artists."""
        found = self._db.execute(
            "select u, i from who join people using (listener) where recording = ? order by u, i", [recording]
        ).fetchnumpy()
        users, items = np.asarray(found["u"], np.int64), np.asarray(found["i"], np.int32)
        count = self._db.execute("select count(*) from people").fetchone()
        assert count is not None
        pairs = csr_array((np.ones(len(users), np.float32), (users, items)), shape=(int(count[0]), width))
        pairs.sort_indices()
        return pairs

    def remove(self) -> None:
        """The build is done: nothing to go on with."""
        self._db.close()
        for path in (self._path, self._path.with_name(self._path.name + ".wal")):
            path.unlink(missing_ok=True)
        spill = Path(str(self._path) + ".spill")
        if spill.is_dir():
            for left in spill.iterdir():
                left.unlink()
            spill.rmdir()


class _Batch:
    """Plays counted by (listener, key), and (artist, name, MBID) of each key, as they were first told."""

    def __init__(self) -> None:
        self.counts: dict[tuple[int, int], int] = {}
        self.names: dict[int, tuple[int | None, str, str | None]] = {}

    def count(self, listener: int, key: int, artist: int | None, name: str, mbid: str | None) -> None:
        self.counts[listener, key] = self.counts.get((listener, key), 0) + 1
        if key not in self.names or (mbid and not self.names[key][2]):
            self.names[key] = (artist, name, mbid)


def _codes(named: Sequence[tuple[int, int, str, int | None, int | None]]) -> dict[int, tuple[int, int]]:
    return {row: (high, low) for row, (*_, high, low) in enumerate(named) if high is not None and low is not None}
