"""How much of what a listener is given was heard before, where they set it."""

import time

from sqlalchemy import Engine, delete, insert, select

from segue.accounts.tables import dials
from segue.domain.event import ListenerId

_REMEMBER_S = 2.0  # a change shows at most this late in another process
_MOST = 100_000


class Dials:
    """Reads are remembered for two seconds: they stand on every answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: dict[ListenerId, tuple[float, float | None]] = {}

    def of(self, listener: ListenerId) -> float | None:
        """0-1, all new to all familiar; None: as it is learnt."""
        held = self._held.get(listener)
        if held is None or held[0] < time.monotonic():
            with self._engine.connect() as db:
                percent = db.execute(select(dials.c.percent).where(dials.c.listener == listener)).scalar()
            if len(self._held) > _MOST:
                self._held.clear()
            share = None if percent is None else percent / 100
            held = self._held[listener] = (time.monotonic() + _REMEMBER_S, share)
        return held[1]

    def turn(self, listener: ListenerId, share: float | None) -> None:
        """Raises ValueError beyond 0 and 1. None: learn it again."""
        if share is not None and not 0 <= share <= 1:
            raise ValueError("a share is from 0 to 1")
        with self._engine.begin() as db:
            db.execute(delete(dials).where(dials.c.listener == listener))
            if share is not None:
                db.execute(insert(dials).values(listener=listener, percent=round(100 * share)))
        self._held.pop(listener, None)

    def erase(self, listener: ListenerId) -> int:
        self._held.pop(listener, None)
        with self._engine.begin() as db:
            return db.execute(delete(dials).where(dials.c.listener == listener)).rowcount
