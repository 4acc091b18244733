"""Friends: listeners who may stand in for each other while one of them is new. Friendship goes both ways."""

from sqlalchemy import Engine, delete, insert, or_, select

from segue.accounts.remembered import Remembered
from segue.accounts.tables import friends
from segue.domain.event import ListenerId

MOST = 100  # friends of one listener


class Friends:
    """Reads are remembered for two seconds: they stand on every answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._remembered = Remembered[ListenerId, tuple[ListenerId, ...]]()

    def of(self, listener: ListenerId) -> tuple[ListenerId, ...]:
        """In the order of their ids."""
        return self._remembered.of(listener, lambda: self._read(listener))

    def _read(self, listener: ListenerId) -> tuple[ListenerId, ...]:
        wanted = select(friends.c.other).where(friends.c.listener == listener).order_by(friends.c.other)
        with self._engine.connect() as db:
            return tuple(ListenerId(one) for one in db.execute(wanted).scalars())

    def befriend(self, one: ListenerId, other: ListenerId) -> None:
        """Raises ValueError: they are the same, or one of them has a hundred already."""
        if one == other:
            raise ValueError("nobody is their own friend")
        self._remembered.clear()
        if other in (known := self.of(one)):
            return
        if len(known) >= MOST or len(self.of(other)) >= MOST:
            raise ValueError(f"a listener has at most {MOST} friends")
        with self._engine.begin() as db:
            db.execute(insert(friends), [{"listener": a, "other": b} for a, b in ((one, other), (other, one))])
        self._remembered.clear()

    def part(self, one: ListenerId, other: ListenerId) -> bool:
        """Whether they were friends."""
        pairs = [(friends.c.listener == a) & (friends.c.other == b) for a, b in ((one, other), (other, one))]
        with self._engine.begin() as db:
            gone = db.execute(delete(friends).where(or_(*pairs))).rowcount
        self._remembered.clear()
        return gone > 0

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            gone = db.execute(delete(friends).where(or_(friends.c.listener == listener, friends.c.other == listener)))
        self._remembered.clear()
        return gone.rowcount
