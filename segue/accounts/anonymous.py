"""Anonymous listeners: a device asks for a token before anybody has signed in, and is adopted at login.

They are listeners like others, without a name to sign in by. How many there can be is bounded twice: so many an
hour, and so many that have told nothing yet; of those the oldest make room.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from segue.accounts.tables import anonymous, consents, listeners, tokens
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId

_UNUSED = 10_000
PREFIX = "anonymous-"


class TooMany(Exception):  # noqa: N818 - told to a client as 429
    """As many anonymous listeners were made in the last hour as the settings allow."""


class Anonymous:
    """Which listeners are nameless, and on which device each began."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._device: dict[ListenerId, str | None] = {}
        self._used: set[ListenerId] = set()

    def device(self, listener: ListenerId) -> str | None:
        """The device that asked for this listener; None: they have a name."""
        if listener not in self._device:
            if len(self._device) > 100_000:
                self._device.clear()
            with self._engine.connect() as db:
                row = db.execute(select(anonymous.c.device).where(anonymous.c.listener == listener)).first()
            self._device[listener] = row[0] if row else None
        return self._device[listener]

    def all(self) -> set[ListenerId]:
        with self._engine.connect() as db:
            return {ListenerId(one) for one in db.execute(select(anonymous.c.listener)).scalars()}

    def add(
        self, db: Connection, listener: ListenerId, token: str, device: str, zone: str, now: datetime,
        purposes: Iterable[Purpose], most_an_hour: int,
    ) -> None:  # fmt: skip
        """Write the records of a new one. `token`: its hash.

        Raises:
            TooMany: for this hour.
        """
        at = now.isoformat()
        db.execute(
            insert(listeners).values(id=listener, name=PREFIX + listener, zone=zone, created=at)
        )  # takes the lock
        hour = select(func.count()).select_from(anonymous)
        if (
            db.execute(hour.where(anonymous.c.created > (now - timedelta(hours=1)).isoformat())).scalar_one()
            >= most_an_hour
        ):
            raise TooMany(f"there were {most_an_hour:,} new anonymous listeners within an hour")
        db.execute(insert(anonymous).values(listener=listener, device=device, created=at, used=0))
        db.execute(insert(tokens).values(hash=token, listener=listener, created=at))
        if given := [{"listener": listener, "purpose": p, "given": at} for p in sorted(set(purposes))]:
            db.execute(insert(consents), given)
        self._make_room(db)

    def use(self, listener: ListenerId) -> None:
        """It told something: it stays."""
        if listener in self._used:
            return
        with self._engine.begin() as db:
            db.execute(update(anonymous).where(anonymous.c.listener == listener).values(used=1))
        if len(self._used) > 100_000:
            self._used.clear()
        self._used.add(listener)

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            self._device.pop(listener, None)
            return db.execute(delete(anonymous).where(anonymous.c.listener == listener)).rowcount

    def _make_room(self, db: Connection) -> None:
        unused = select(anonymous.c.listener).where(anonymous.c.used == 0)
        count = db.execute(select(func.count()).select_from(unused.subquery())).scalar_one()
        if count <= _UNUSED:
            return
        old = db.execute(unused.order_by(anonymous.c.created).limit(count - _UNUSED)).scalars().all()
        for table, column in ((tokens, tokens.c.listener), (consents, consents.c.listener)):
            db.execute(delete(table).where(column.in_(old)))
        db.execute(delete(anonymous).where(anonymous.c.listener.in_(old)))
        db.execute(delete(listeners).where(listeners.c.id.in_(old)))
