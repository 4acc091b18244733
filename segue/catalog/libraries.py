"""Libraries: which track each song of a music server is, by the server's own ids, and what was told of it.

Mixes can so be pushed to a server, and its questions answered, with ids that it knows.
"""

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, Text, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from segue.domain.event import TrackId

metadata = MetaData()
_songs = Table(
    "library_song",
    metadata,
    Column("library", Text, primary_key=True),  # a name, see connections.py
    Column("theirs", Text, primary_key=True),  # the server's id
    Column("changed", Integer, nullable=False, index=True),  # the write it last changed in, from 1
    Column("track", String(36), nullable=False, index=True),
    Column("digest", String(32), nullable=False),  # of what the catalogue took from it
    Column("genres", Text, nullable=False),  # JSON list, as the server told them
    Column("starred", Integer, nullable=False),  # what the log was told: 1 or 0
    Column("rating", Integer, nullable=False),  # 0 to 5
    Column("said", Integer, nullable=False),  # how many events it gave
    Column("seen", Integer, nullable=False),  # the last reading it was in
    Column("gone", String(32)),  # since when the server does not list it
)
_readings = Table(
    "library",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", Text, nullable=False),  # JSON, see Reading
)


class Row(msgspec.Struct, frozen=True):
    """One song of a library."""

    theirs: str
    track: TrackId
    digest: str
    genres: tuple[str, ...] = ()
    starred: int = 0
    rating: int = 0
    said: int = 0
    seen: int = 0
    gone: str | None = None


class Reading(msgspec.Struct, frozen=True):
    """How far a library was read. `after`: where a reading that was stopped goes on, "" = there is none."""

    number: int = 0
    after: str = ""
    began: str = ""  # ISO 8601
    mark: str = ""  # of the catalogue that is being, or was, read
    whole_at: str = ""  # when every song was last read
    last_at: str = ""  # when a reading last came to its end
    artists: dict[str, int] = {}  # name -> how many events it gave; the odd ones are followed


class Libraries:
    """Thread-safe. `tracks` is what servers hold, as of the last `reload`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._track_of: dict[tuple[str, str], TrackId] = {}
        self._all: dict[tuple[str, str], int] = {}  # every song, and when it last changed
        self._changed = 0
        self._read = False
        metadata.create_all(engine)

    @property
    def version(self) -> tuple[int, int]:
        """Another one as soon as `reload` has taken in something."""
        return self._changed, len(self._all)

    def reload(self) -> None:
        """Take in what this or another process saved since the last call."""
        columns = (_songs.c.library, _songs.c.theirs, _songs.c.changed, _songs.c.track, _songs.c.gone)
        with self._lock, self._engine.connect() as db:
            self._read = True
            (count,) = db.execute(select(func.count()).select_from(_songs)).one()
            for _ in range(2):
                newest = self._changed
                found = db.execute(select(*columns).where(_songs.c.changed > self._changed))
                for library, theirs, changed, track, gone in found:
                    self._all[library, theirs] = changed
                    newest = max(newest, changed)
                    if gone:
                        self._track_of.pop((library, theirs), None)
                    else:
                        self._track_of[library, theirs] = TrackId(track)
                self._changed = newest
                if len(self._all) <= count:
                    break
                self._all, self._track_of, self._changed = {}, {}, 0  # something was taken out: all of it again

    def _first(self) -> None:
        if not self._read:
            self.reload()

    def tracks(self, library: str | None = None) -> set[TrackId]:
        """Tracks that a library holds, or any of them."""
        self._first()
        with self._lock:
            return {track for (name, _), track in self._track_of.items() if library in (None, name)}

    def track_of(self, library: str, theirs: str) -> TrackId | None:
        self._first()
        with self._lock:
            return self._track_of.get((library, theirs))

    def ids(self, library: str) -> dict[TrackId, str]:
        """The server's id of every track that it holds; of several, the first in order."""
        self._first()
        with self._lock:
            held = sorted((theirs, track) for (name, theirs), track in self._track_of.items() if name == library)
        return {track: theirs for theirs, track in reversed(held)}

    def names(self) -> list[str]:
        with self._engine.connect() as db:
            return list(db.scalars(select(_readings.c.name).order_by(_readings.c.name)))

    def rows(self, library: str) -> dict[str, Row]:
        """Every song ever listed, by the server's id."""
        with self._engine.connect() as db:
            return {row.theirs: _row(row) for row in db.execute(select(_songs).where(_songs.c.library == library))}

    def reading(self, library: str) -> Reading:
        with self._engine.connect() as db:
            state = db.scalar(select(_readings.c.state).where(_readings.c.name == library))
        return msgspec.json.decode(state, type=Reading) if state else Reading()

    def save(self, library: str, rows: Iterable[Row], reading: Reading, seen: Sequence[str] = ()) -> None:
        """Write rows and how far it is read, together. seen: songs that were listed and are as they were."""
        written = [{**msgspec.structs.asdict(row), "genres": list(row.genres)} for row in rows]
        with self._engine.begin() as db:
            if written:
                (last,) = db.execute(select(func.coalesce(func.max(_songs.c.changed), 0))).one()
                sql = insert(_songs)
                fresh = {c.name: sql.excluded[c.name] for c in _songs.columns if not c.primary_key}
                stamped = [
                    {
                        **row,
                        "genres": msgspec.json.encode(row["genres"]).decode(),
                        "library": library,
                        "changed": last + 1,
                    }
                    for row in written
                ]
                db.execute(sql.on_conflict_do_update(index_elements=["library", "theirs"], set_=fresh), stamped)
            if seen:
                of_it = (_songs.c.library == library) & (_songs.c.theirs == bindparam("it"))
                db.execute(_songs.update().where(of_it).values(seen=reading.number), [{"it": one} for one in seen])
            state = {"name": library, "state": msgspec.json.encode(reading).decode()}
            db.execute(insert(_readings).values(state).on_conflict_do_update(["name"], set_={"state": state["state"]}))
        self.reload()

    def unsaid(self, library: str) -> int:
        """Forget what a listener marked there; returns of how many songs and artists."""
        reading = self.reading(library)
        marked = (_songs.c.library == library) & ((_songs.c.starred > 0) | (_songs.c.rating > 0) | (_songs.c.said > 0))
        with self._engine.begin() as db:
            count = db.execute(_songs.update().where(marked).values(starred=0, rating=0, said=0)).rowcount
            if reading.artists:
                state = msgspec.json.encode(msgspec.structs.replace(reading, artists={})).decode()
                db.execute(_readings.update().where(_readings.c.name == library).values(state=state))
        return count + len(reading.artists)

    def drop(self, library: str) -> int:
        """Forget a library; its tracks stay in the catalogue. Returns how many songs it had."""
        with self._engine.begin() as db:
            count = db.execute(_songs.delete().where(_songs.c.library == library)).rowcount
            db.execute(_readings.delete().where(_readings.c.name == library))
        self.reload()
        return count


def _row(row: Any) -> Row:
    fields = {name: getattr(row, name) for name in Row.__struct_fields__}
    return Row(**fields | {"genres": tuple(msgspec.json.decode(row.genres))})
