"""Devices: who was seen on which, and who is signed in there at a moment.

A device is known by the name or id its events carry. Only an id that nobody can guess may say more than that:
"phone" is on many desks.
"""

import threading
from bisect import bisect_right
from typing import NamedTuple

from sqlalchemy import Engine, delete, insert, select

from segue.accounts.remembered import Remembered
from segue.accounts.tables import devices, logins
from segue.domain.event import ListenerId

_MOST = 200  # devices of one listener that are remembered
_LOGINS = 200  # of one device, the latest
_HELD = 20_000  # devices and listeners in memory


class Login(NamedTuple):
    at_ms: int
    number: int
    listener: ListenerId
    state: str


def telling(device: str) -> bool:
    """Whether this is an id that says which device it is, rather than a name that many have."""
    return len(device) >= 20 and not any(c.isspace() for c in device) and any(c.isdigit() for c in device)


class Devices:
    """Reads come from memory; only what is new is written."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._seen: dict[ListenerId, set[str]] = {}
        self._logins = Remembered[str, list[Login]](_HELD)

    def seen(self, listener: ListenerId, names: set[str], at_ms: int) -> None:
        """The listener told something from these devices."""
        held = self._of(listener)
        new = sorted(names - held)[: max(0, _MOST - len(held))]
        if not new:
            return
        with self._lock, self._engine.begin() as db:
            known = set(db.execute(select(devices.c.device).where(devices.c.listener == listener)).scalars())
            rows = [{"device": d, "listener": listener, "first": at_ms} for d in new if d not in known]
            if rows:
                db.execute(insert(devices), rows)
        held |= {*new, *known}

    def listeners(self, device: str) -> list[ListenerId]:
        """Who was seen on it, the first one first."""
        sql = select(devices.c.listener).where(devices.c.device == device).order_by(devices.c.first)
        with self._engine.connect() as db:
            return [ListenerId(one) for one in db.execute(sql).scalars()]

    def of(self, listener: ListenerId) -> list[str]:
        return sorted(self._of(listener))

    def note(self, device: str, listener: ListenerId, state: str, at_ms: int) -> None:
        """`state`: login, logout, or other: somebody else is there, so nobody else's login counts any more."""
        history = self._history(device)
        place = bisect_right(history, at_ms, key=lambda one: one[0])
        before = history[place - 1] if place else None
        if state == "other" and (before is None or before.state != "login" or before.listener == listener):
            return
        again = before is not None and (before.listener, before.state) == (listener, state)
        if again and (state != "login" or before.at_ms == at_ms):  # type: ignore[union-attr]
            return
        with self._lock, self._engine.begin() as db:
            row = insert(logins).values(device=device, at=at_ms, listener=listener, state=state)
            db.execute(row)
            for old in history[: max(0, len(history) + 1 - _LOGINS)]:
                db.execute(delete(logins).where(logins.c.number == old[1]))
        self._logins.drop(device)

    def signed_in(self, device: str, at_ms: int, within_ms: int) -> ListenerId | None:
        """Whose login was the last word before this moment, when it was not longer ago than `within_ms`."""
        history = self._history(device)
        place = bisect_right(history, at_ms, key=lambda one: one[0])
        if not place:
            return None
        last = history[place - 1]
        return last.listener if last.state == "login" and at_ms - last.at_ms <= within_ms else None

    def erase(self, listener: ListenerId) -> int:
        with self._lock, self._engine.begin() as db:
            gone = db.execute(delete(devices).where(devices.c.listener == listener)).rowcount
            gone += db.execute(delete(logins).where(logins.c.listener == listener)).rowcount
        self._seen.pop(listener, None)
        self._logins.clear()
        return gone

    def _of(self, listener: ListenerId) -> set[str]:
        held = self._seen.get(listener)
        if held is None:
            if len(self._seen) >= _HELD:
                self._seen.clear()
            with self._engine.connect() as db:
                sql = select(devices.c.device).where(devices.c.listener == listener)
                held = self._seen[listener] = set(db.execute(sql).scalars())
        return held

    def _history(self, device: str) -> list[Login]:
        return self._logins.of(device, lambda: self._read(device))

    def _read(self, device: str) -> list[Login]:
        sql = select(logins.c.at, logins.c.number, logins.c.listener, logins.c.state)
        with self._engine.connect() as db:
            return sorted(Login(*row) for row in db.execute(sql.where(logins.c.device == device)))
