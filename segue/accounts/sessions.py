"""Session keys of scrobblers (Last.fm, AudioScrobbler), which prove a listener without the password each time.

A key is 32 hex digits, as these protocols have them: the first 12 of the listener's id, then 80 bits of an HMAC by
the app password in force. Nothing is stored, so keys outlive restarts, and a new app password ends all of them.
"""

import hmac
import re

from sqlalchemy import Engine, select

from segue.accounts.passwords import Passwords
from segue.accounts.tables import listeners
from segue.domain.event import ListenerId

_WHO = 12  # hex digits of the listener's id
_KEY = re.compile(r"[0-9a-f]{32}")


class Sessions:
    """`protocol` keeps the keys of one protocol from opening another."""

    def __init__(self, engine: Engine, passwords: Passwords) -> None:
        self._engine = engine
        self._passwords = passwords

    def open(self, listener: ListenerId, protocol: str) -> str:
        """The key of this listener; the same until the app password changes."""
        password = self._passwords.of(listener) or self._passwords.renew(listener)
        return _made(listener, protocol, password)

    def holder(self, key: str, protocol: str) -> ListenerId | None:
        """Whose key it is."""
        key = key.strip().lower()
        if not _KEY.fullmatch(key):
            return None
        sql = select(listeners.c.id).where(listeners.c.id.startswith(key[:_WHO]))
        with self._engine.connect() as db:
            candidates = [ListenerId(who) for who in db.execute(sql).scalars()]
        for listener in candidates:
            password = self._passwords.of(listener)
            if password is not None and hmac.compare_digest(_made(listener, protocol, password), key):
                return listener
        return None


def _made(listener: ListenerId, protocol: str, password: str) -> str:
    digest = hmac.digest(password.encode(), f"session {protocol} {listener}".encode(), "sha256")
    return listener[:_WHO] + digest.hex()[: 32 - _WHO]
