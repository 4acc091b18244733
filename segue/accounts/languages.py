"""In which language a listener wants to be told why."""

import time

from sqlalchemy import Engine, delete, insert, select

from segue.accounts.tables import languages
from segue.domain.event import ListenerId

_REMEMBER_S = 2.0  # a change shows at most this late in another process
_MOST = 100_000


class Languages:
    """Reads are remembered for two seconds: they stand on every answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: dict[ListenerId, tuple[float, str | None]] = {}

    def of(self, listener: ListenerId) -> str | None:
        """None: whatever the program that asks says."""
        held = self._held.get(listener)
        if held is None or held[0] < time.monotonic():
            with self._engine.connect() as db:
                lang = db.execute(select(languages.c.lang).where(languages.c.listener == listener)).scalar()
            if len(self._held) > _MOST:
                self._held.clear()
            held = self._held[listener] = (time.monotonic() + _REMEMBER_S, lang)
        return held[1]

    def choose(self, listener: ListenerId, lang: str | None) -> None:
        """None takes the choice back."""
        with self._engine.begin() as db:
            db.execute(delete(languages).where(languages.c.listener == listener))
            if lang is not None:
                db.execute(insert(languages).values(listener=listener, lang=lang))
        self._held.pop(listener, None)

    def erase(self, listener: ListenerId) -> int:
        self._held.pop(listener, None)
        with self._engine.begin() as db:
            return db.execute(delete(languages).where(languages.c.listener == listener)).rowcount
