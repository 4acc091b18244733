"""Tally: who heard which artist how often, counted on disk beside what is being built.

Batches of plays and how far the source was read go into one transaction, so a build that was killed goes on where
it was, and counts nothing twice. DuckDB keeps to the memory it is given and spills the rest.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from segue.prior.keys import artist_hash, mbid_halves
from segue.prior.learn import Heard, Size

FORMAT = "1"
MOST_ARTISTS = 1_000  # of one listener, the most played: nobody's taste is wider than that by much
_SCHEMA = """
create table if not exists plays(listener ubigint, artist ubigint, n bigint);
create table if not exists names(artist ubigint primary key, name varchar, high ubigint, low ubigint);
create table if not exists state(source varchar, position bigint, plays bigint, refused bigint);
"""


class Play(NamedTuple):
    """listener: `segue.prior.keys.listener_hash`; mbid: of the artist, where the source knows it"""

    listener: int
    artist: str
    mbid: str | None


class State(NamedTuple):
    """position: in the source, whatever it counts; plays and refused: so far."""

    position: int
    plays: int
    refused: int


class Tally:
    """One build. `source`: what identifies it; a checkpoint of another source is begun anew."""

    def __init__(self, path: Path, source: str, memory_mb: int = 1024) -> None:
        self._path = path
        self._source = f"{FORMAT} {source}"
        self._db = self._opened(memory_mb)
        if self._db.execute("select count(*) from state where source = ?", [self._source]).fetchone() != (1,):
            self._db.execute("delete from plays; delete from names; delete from state")
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
        counts: dict[tuple[int, int], int] = {}
        names: dict[int, tuple[str, str | None]] = {}
        total = 0
        for listener, artist, mbid in plays:
            key = artist_hash(artist)
            counts[listener, key] = counts.get((listener, key), 0) + 1
            if key not in names or (mbid and not names[key][1]):
                names[key] = (artist, mbid)
            total += 1
        self._db.execute("begin")
        try:
            if counts:
                self._insert(counts, names)
            self._db.execute(
                "update state set position = ?, plays = plays + ?, refused = refused + ?", [position, total, refused]
            )
            self._db.execute("commit")
        except BaseException:
            self._db.execute("rollback")
            raise

    def _insert(self, counts: dict[tuple[int, int], int], names: dict[int, tuple[str, str | None]]) -> None:
        pairs = np.array(list(counts), np.uint64).reshape(-1, 2)
        rows = pa.table({"l": pairs[:, 0], "a": pairs[:, 1], "n": np.array(list(counts.values()), np.int64)})
        codes = [mbid_halves(mbid) or (None, None) for _, mbid in names.values()]
        half = pa.uint64()
        known = pa.table(
            {
                "a": pa.array(list(names), half),
                "name": [name for name, _ in names.values()],
                "high": pa.array([high for high, _ in codes], half),
                "low": pa.array([low for _, low in codes], half),
            }
        )
        self._db.register("rows", rows)
        self._db.register("known", known)
        self._db.execute("insert into plays select * from rows")
        self._db.execute(
            "insert into names select * from known on conflict (artist) do update set "
            "high = coalesce(names.high, excluded.high), low = coalesce(names.low, excluded.low)"
        )
        self._db.unregister("rows")
        self._db.unregister("known")

    def heard(self, size: Size) -> Heard:
        """Of the artists with enough listeners; of each listener the most played."""
        self._db.execute(
            "create or replace temp table pairs as "
            "select listener, artist, sum(n)::bigint n from plays group by listener, artist"
        )
        self._db.execute(
            "create or replace temp table artists as "
            "select artist, (row_number() over (order by c desc, artist)) - 1 i from "
            "(select artist, count(*) c from pairs group by artist having count(*) >= ?) "
            "order by c desc, artist "
            "limit ?",
            [size.fewest, size.artists],
        )
        found = self._db.execute(
            "with ranked as (select listener, i, row_number() over (partition by listener order by n desc, i) r "
            "from pairs join artists using (artist)) "
            "select (dense_rank() over (order by listener)) - 1 u, i from ranked where r <= ? order by u, i",
            [MOST_ARTISTS],
        ).fetchnumpy()
        named = self._db.execute(
            "select artist, name, high, low from artists join names using (artist) order by i"
        ).fetchall()
        users, items = np.asarray(found["u"], np.int64), np.asarray(found["i"], np.int32)
        shape = (int(users.max()) + 1 if len(users) else 0, len(named))
        pairs = csr_array((np.ones(len(users), np.float32), (users, items)), shape=shape)
        pairs.sort_indices()
        mbids = {row: (one[2], one[3]) for row, one in enumerate(named) if one[2] is not None}
        keys = np.array([one[0] for one in named], np.uint64)
        return Heard(pairs, keys, [one[1] for one in named], mbids, self.state().plays)

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
