"""Quarantine: messages that could not be read, whole, with the reason, until a fix lets them be replayed."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import OperationalError

from segue.domain.event import ListenerId, Rejection
from segue.ports import Unavailable

metadata = MetaData()
_held = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("listener", String(32), nullable=False, index=True),
    Column("dialect", String(64), nullable=False),
    Column("received", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("replayed", String(32)),  # when, or null while it waits
    Column("digest", String(32), nullable=False),  # the same message again is the same row
    UniqueConstraint("listener", "digest"),
)
_MAX_RAW = 64 * 1024  # bytes kept of one message
_MAX_PER_LISTENER = 10_000  # the oldest go first: a broken client must not fill the disk


class Quarantined(Struct, frozen=True):
    """One message that waits."""

    id: int
    listener: ListenerId
    dialect: str
    received: str
    source: str  # the route, or file and member it came from
    field: str
    reason: str
    raw: bytes
    replayed: str | None


class Quarantine:
    """Kept in the relational records; every write is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def hold(
        self,
        listener: ListenerId,
        dialect: str,
        received: datetime,
        rejected: Sequence[tuple[Rejection, bytes]],
        source: str,
    ) -> None:
        """Raises Unavailable when the disk does not take them."""
        if not rejected:
            return
        rows = [
            {
                "listener": listener,
                "dialect": dialect,
                "received": received.isoformat(),
                "source": f"{source}#{why.index}",
                "field": why.field,
                "reason": why.reason,
                "raw": raw[:_MAX_RAW],
                "digest": _digest(dialect, source, why.field, raw),
            }
            for why, raw in rejected
        ]
        insert = postgres_insert if self._engine.dialect.name == "postgresql" else sqlite_insert
        sql = insert(_held)
        mine = _held.c.listener == listener
        keep = select(_held.c.id).where(mine).order_by(_held.c.id.desc()).limit(_MAX_PER_LISTENER)
        try:
            with self._engine.begin() as db:
                db.execute(sql.on_conflict_do_nothing(index_elements=["listener", "digest"]), rows)
                newest = db.execute(keep.offset(_MAX_PER_LISTENER - 1).limit(1)).scalar()
                if newest is not None:
                    db.execute(delete(_held).where(mine, _held.c.id < newest))
        except OperationalError as error:  # a full or failing disk, or locked for too long
            raise Unavailable(f"the quarantine cannot write: {error.orig}") from error

    def list(self, *, replayed: bool = False, limit: int = 1000) -> list[Quarantined]:
        """The newest first; those that were replayed only when asked."""
        sql = select(_held).order_by(_held.c.id.desc()).limit(limit)
        if not replayed:
            sql = sql.where(_held.c.replayed.is_(None))
        with self._engine.connect() as db:
            return [_quarantined(row) for row in db.execute(sql)]

    def show(self, number: int) -> Quarantined | None:
        with self._engine.connect() as db:
            row = db.execute(select(_held).where(_held.c.id == number)).first()
        return _quarantined(row) if row else None

    def mark_replayed(self, number: int, now: datetime) -> None:
        with self._engine.begin() as db:
            db.execute(update(_held).where(_held.c.id == number).values(replayed=now.isoformat()))

    def listeners(self) -> set[ListenerId]:
        """Those of whom something is held."""
        with self._engine.connect() as db:
            return {ListenerId(who) for who in db.execute(select(_held.c.listener).distinct()).scalars()}

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            return db.execute(delete(_held).where(_held.c.listener == listener)).rowcount


def _digest(dialect: str, source: str, field: str, raw: bytes) -> str:
    return blake2b(b"\0".join((dialect.encode(), source.encode(), field.encode(), raw)), digest_size=16).hexdigest()


def _quarantined(row: Row[Any]) -> Quarantined:
    return Quarantined(**{field: getattr(row, field) for field in Quarantined.__struct_fields__})
