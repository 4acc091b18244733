"""Pushed: where whose mixes are to go, and which playlist each became there."""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Engine, Table, delete, insert, select

from segue.domain.event import ListenerId
from segue.playlists.tables import metadata, push_targets, pushed


class Aim(Struct, frozen=True):
    """mixes: their names, () = all that are out"""

    listener: ListenerId
    kind: str  # subsonic, jellyfin, m3u8, xspf, jspf
    place: str  # the library's name, or the folder
    mixes: tuple[str, ...] = ()


class PushedTo(Struct, frozen=True):
    """theirs: the place's id of it; digest: of what was written last"""

    mix: str
    theirs: str
    digest: str


class Pushed:
    """Every write is durable before it returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def aims(self, listener: ListenerId | None = None) -> list[Aim]:
        sql = select(push_targets).order_by(push_targets.c.listener, push_targets.c.kind, push_targets.c.place)
        if listener is not None:
            sql = sql.where(push_targets.c.listener == listener)
        with self._engine.connect() as db:
            rows = db.execute(sql).all()
        return [
            Aim(ListenerId(r.listener), r.kind, r.place, msgspec.json.decode(r.mixes, type=tuple[str, ...]))
            for r in rows
        ]

    def keep(self, aim: Aim) -> None:
        """From now on, in the place of the one that goes there already."""
        with self._engine.begin() as db:
            db.execute(delete(push_targets).where(*_same(push_targets, aim)))
            body = msgspec.json.encode(aim.mixes).decode()
            db.execute(insert(push_targets).values(listener=aim.listener, kind=aim.kind, place=aim.place, mixes=body))

    def drop(self, aim: Aim) -> None:
        """Nothing goes there any more."""
        with self._engine.begin() as db:
            for table in (push_targets, pushed):
                db.execute(delete(table).where(*_same(table, aim)))

    def at(self, aim: Aim) -> list[PushedTo]:
        sql = select(pushed).where(*_same(pushed, aim)).order_by(pushed.c.mix)
        with self._engine.connect() as db:
            return [PushedTo(row.mix, row.theirs, row.digest) for row in db.execute(sql)]

    def put(self, aim: Aim, one: PushedTo, now: datetime) -> None:
        with self._engine.begin() as db:
            db.execute(delete(pushed).where(*_same(pushed, aim), pushed.c.mix == one.mix))
            row = {"listener": aim.listener, "kind": aim.kind, "place": aim.place, "at": now.isoformat()}
            db.execute(insert(pushed).values(**row, **msgspec.structs.asdict(one)))

    def gone(self, aim: Aim, mix: str) -> None:
        with self._engine.begin() as db:
            db.execute(delete(pushed).where(*_same(pushed, aim), pushed.c.mix == mix))

    def places(self, listener: ListenerId) -> list[Aim]:
        """Where anything of theirs ever went, whether it still does or not."""
        sql = select(pushed.c.kind, pushed.c.place).where(pushed.c.listener == listener).distinct()
        with self._engine.connect() as db:
            return [Aim(listener, row.kind, row.place) for row in db.execute(sql)]

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            return sum(
                db.execute(delete(table).where(table.c.listener == listener)).rowcount
                for table in (push_targets, pushed)
            )


def _same(table: Table, aim: Aim) -> tuple[ColumnElement[bool], ...]:
    return (table.c.listener == aim.listener, table.c.kind == aim.kind, table.c.place == aim.place)
