"""How talkative a listener wants the DJ to be."""

from sqlalchemy import Engine, delete, insert, select

from segue.accounts.tables import talks
from segue.domain.event import ListenerId


class Talk:
    """Read before a track, not on every answer: straight from the table."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, listener: ListenerId) -> float | None:
        """0 = silence, 1 = before every track; None: as the server does."""
        with self._engine.connect() as db:
            held: float | None = db.execute(select(talks.c.talk).where(talks.c.listener == listener)).scalar()
        return held

    def choose(self, listener: ListenerId, talk: float | None) -> None:
        """None takes the choice back.

        Raises:
            ValueError: not 0 to 1.
        """
        if talk is not None and not 0 <= talk <= 1:
            raise ValueError("want a number from 0 (silence) to 1 (before every track)")
        with self._engine.begin() as db:
            db.execute(delete(talks).where(talks.c.listener == listener))
            if talk is not None:
                db.execute(insert(talks).values(listener=listener, talk=float(talk)))

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            return db.execute(delete(talks).where(talks.c.listener == listener)).rowcount
