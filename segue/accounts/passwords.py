"""App passwords, for protocols that prove a password by its MD5 with a salt (Subsonic, Last.fm, AudioScrobbler).

Those proofs need the password itself, so it is not stored but made: an HMAC of the home's secret key, the
listener and a counter. Counting up revokes the one before. The key is a file beside the records, so a copy of
the records alone opens nothing.
"""

import hmac
import os
import secrets
from base64 import b32encode
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select, update

from segue.accounts.tables import passwords
from segue.domain.event import ListenerId

_BYTES = 15  # 120 bits: 24 characters a person can type


def secret_key(path: Path) -> bytes:
    """The 32 bytes in `path`, made when there are none. Raises OSError, and ValueError for a damaged file."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != 32:
            raise ValueError(f"{path} is damaged: it must hold 32 bytes") from None
        return key
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


class Passwords:
    """One app password for each listener."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key

    def of(self, listener: ListenerId) -> str | None:
        """The password in force; None before the first `renew`."""
        with self._engine.connect() as db:
            count = self._count(db, listener)
        return self._made(listener, count) if count else None

    def renew(self, listener: ListenerId) -> str:
        """A new password; the one before stops working."""
        with self._engine.begin() as db:
            count = self._count(db, listener) + 1
            if count == 1:
                db.execute(insert(passwords).values(listener=listener, count=count))
            else:
                db.execute(update(passwords).where(passwords.c.listener == listener).values(count=count))
        return self._made(listener, count)

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            return db.execute(delete(passwords).where(passwords.c.listener == listener)).rowcount

    def _count(self, db: Connection, listener: ListenerId) -> int:
        row = db.execute(select(passwords.c.count).where(passwords.c.listener == listener)).first()
        return int(row.count) if row else 0  # type: ignore[call-overload]

    def _made(self, listener: ListenerId, count: int) -> str:
        digest = hmac.digest(self._key, f"app password {listener} {count}".encode(), "sha256")
        return b32encode(digest[:_BYTES]).decode().lower()
