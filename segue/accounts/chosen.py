"""Chosen: one value of a listener's own in a table of its own, where they chose it."""

from typing import Generic, TypeVar

from sqlalchemy import Column, Engine, Table, delete, insert, select

from segue.accounts.remembered import Remembered
from segue.domain.event import ListenerId

Value = TypeVar("Value", str, int, float)


class Chosen(Generic[Value]):
    """Reads are remembered for two seconds: they stand on every answer."""

    def __init__(self, engine: Engine, table: Table, column: "Column[Value]") -> None:
        self._engine, self._table = engine, table
        self._column: Column[Value] = column
        self._remembered: Remembered[ListenerId, Value | None] = Remembered()

    def of(self, listener: ListenerId) -> Value | None:
        """None: they chose nothing."""
        return self._remembered.of(listener, lambda: self._read(listener))

    def _read(self, listener: ListenerId) -> Value | None:
        with self._engine.connect() as db:
            value: Value | None = db.execute(select(self._column).where(self._table.c.listener == listener)).scalar()
        return value

    def choose(self, listener: ListenerId, value: Value | None) -> None:
        """None takes the choice back."""
        with self._engine.begin() as db:
            db.execute(delete(self._table).where(self._table.c.listener == listener))
            if value is not None:
                db.execute(insert(self._table).values({"listener": listener, self._column.name: value}))
        self._remembered.drop(listener)

    def erase(self, listener: ListenerId) -> int:
        self._remembered.drop(listener)
        with self._engine.begin() as db:
            return db.execute(delete(self._table).where(self._table.c.listener == listener)).rowcount
