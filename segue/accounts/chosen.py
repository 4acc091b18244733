"""Chosen: one value of a listener's own in a table of its own, where they chose it."""

import time
from typing import Generic, TypeVar

from sqlalchemy import Column, Engine, Table, delete, insert, select

from segue.domain.event import ListenerId

Value = TypeVar("Value", str, int, float)
_REMEMBER_S = 2.0  # a change shows at most this late in another process
_MOST = 100_000


class Chosen(Generic[Value]):
    """Reads are remembered for two seconds: they stand on every answer."""

    def __init__(self, engine: Engine, table: Table, column: "Column[Value]") -> None:
        self._engine, self._table = engine, table
        self._column: Column[Value] = column
        self._held: dict[ListenerId, tuple[float, Value | None]] = {}

    def of(self, listener: ListenerId) -> Value | None:
        """None: they chose nothing."""
        held = self._held.get(listener)
        if held is None or held[0] < time.monotonic():
            with self._engine.connect() as db:
                value = db.execute(select(self._column).where(self._table.c.listener == listener)).scalar()
            if len(self._held) > _MOST:
                self._held.clear()
            held = self._held[listener] = (time.monotonic() + _REMEMBER_S, value)
        return held[1]

    def choose(self, listener: ListenerId, value: Value | None) -> None:
        """None takes the choice back."""
        with self._engine.begin() as db:
            db.execute(delete(self._table).where(self._table.c.listener == listener))
            if value is not None:
                db.execute(insert(self._table).values({"listener": listener, self._column.name: value}))
        self._held.pop(listener, None)

    def erase(self, listener: ListenerId) -> int:
        self._held.pop(listener, None)
        with self._engine.begin() as db:
            return db.execute(delete(self._table).where(self._table.c.listener == listener)).rowcount
