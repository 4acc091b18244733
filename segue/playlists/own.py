"""Own playlists: those that people make themselves, through whichever protocol, kept until they delete them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import uuid4

import msgspec
from msgspec import Struct
from sqlalchemy import Engine, delete, func, insert, select, update

from segue.domain.event import ListenerId, TrackId
from segue.playlists.tables import metadata, own

MOST_TRACKS, MOST_LISTS, MOST_NAME, MOST_ABOUT = 10_000, 1_000, 200, 2_000
_TRIES = 50


class Own(Struct, frozen=True):
    """A playlist that somebody made. A track may be in it twice; ids are as they were added (see Catalog.canonical)."""

    id: str  # UUID
    listener: ListenerId  # who made it
    name: str
    tracks: tuple[TrackId, ...]
    made: datetime
    changed: datetime
    about: str = ""
    public: bool = False  # everybody who has an account here may read it
    version: int = 0  # how often it was changed


class NotSo(ValueError):  # noqa: N818 - becomes a sentence of the protocol
    """What a playlist cannot be; a sentence for people."""


class OwnPlaylists:
    """Every write is durable before it returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def of(self, listeners: Iterable[ListenerId]) -> list[Own]:
        """What these ids made, the first made first."""
        return self._read(own.c.listener.in_(list(listeners)))

    def public(self) -> list[Own]:
        """What anybody opened for everybody."""
        return self._read(own.c.public == 1)

    def get(self, playlist: str) -> Own | None:
        """Whoever made it: who may read or change it is the caller's question."""
        found = self._read(own.c.id == playlist)
        return found[0] if found else None

    def make(
        self,
        listener: ListenerId,
        name: str,
        tracks: Iterable[TrackId],
        now: datetime,
        *,
        about: str = "",
        public: bool = False,
    ) -> Own:
        """Raises NotSo."""
        one = _checked(Own(str(uuid4()), listener, name.strip(), tuple(tracks), now, now, about.strip(), public))
        with self._engine.begin() as db:
            held = db.execute(select(func.count()).where(own.c.listener == listener)).scalar_one()
            if held >= MOST_LISTS:
                raise NotSo(f"there are {MOST_LISTS:,} playlists already, and no more are kept")
            db.execute(insert(own).values(_row(one)))
        return one

    def change(self, playlist: str, now: datetime, edit: Callable[[Own], Own]) -> Own | None:
        """What `edit` makes of it, which is called again when somebody else was quicker; None: it is not there.

        Raises:
            NotSo.
        """
        for _ in range(_TRIES):
            before = self.get(playlist)
            if before is None:
                return None
            fresh = msgspec.structs.replace(edit(before), id=before.id, listener=before.listener, made=before.made)
            if msgspec.structs.replace(fresh, changed=before.changed, version=before.version) == before:
                return before
            fresh = _checked(msgspec.structs.replace(fresh, changed=now, version=before.version + 1))
            same = (own.c.id == playlist) & (own.c.version == before.version)
            with self._engine.begin() as db:
                if db.execute(update(own).where(same).values(_row(fresh))).rowcount:
                    return fresh
        raise NotSo("it is being changed all the time by others: try again")

    def remove(self, playlist: str) -> bool:
        with self._engine.begin() as db:
            return db.execute(delete(own).where(own.c.id == playlist)).rowcount > 0

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            return db.execute(delete(own).where(own.c.listener == listener)).rowcount

    def _read(self, which: object) -> list[Own]:
        sql = select(own).where(which).order_by(own.c.made, own.c.id)  # type: ignore[arg-type]
        with self._engine.connect() as db:
            return [
                Own(
                    row.id,
                    ListenerId(row.listener),
                    row.name,
                    msgspec.json.decode(row.tracks, type=tuple[TrackId, ...]),
                    datetime.fromisoformat(row.made),
                    datetime.fromisoformat(row.changed),
                    row.about,
                    bool(row.public),
                    row.version,
                )
                for row in db.execute(sql)
            ]


def _row(one: Own) -> dict[str, object]:
    told = {**msgspec.structs.asdict(one), "tracks": msgspec.json.encode(one.tracks), "public": int(one.public)}
    return {**told, "made": one.made.isoformat(), "changed": one.changed.isoformat()}


def _checked(one: Own) -> Own:
    if not one.name or len(one.name) > MOST_NAME or not one.name.isprintable():
        raise NotSo(f"the name of a playlist has 1 to {MOST_NAME} printable characters")
    if len(one.about) > MOST_ABOUT:
        raise NotSo(f"what is said of a playlist has at most {MOST_ABOUT:,} characters")
    if len(one.tracks) > MOST_TRACKS:
        raise NotSo(f"a playlist holds at most {MOST_TRACKS:,} tracks")
    return one
