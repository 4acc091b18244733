"""Accounts: who is there, which token is whose, who allows what.

Tokens look like UUIDs because some clients insist on it. Only their SHA-256 is stored: they are 122 random
bits, so a slow hash would add nothing but time.
"""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Engine, Select, delete, insert, select
from sqlalchemy.exc import IntegrityError

from segue.accounts.anonymous import Anonymous
from segue.accounts.devices import Devices
from segue.accounts.dials import Dials
from segue.accounts.friends import Friends
from segue.accounts.languages import Languages
from segue.accounts.links import Links
from segue.accounts.passwords import Passwords
from segue.accounts.remembered import Remembered
from segue.accounts.sessions import Sessions
from segue.accounts.tables import consents, forgotten, listeners, metadata, tokens
from segue.accounts.talk import Talk
from segue.domain.consent import Consent, Purpose
from segue.domain.event import ListenerId
from segue.domain.listener import Listener

_LONGEST_ZONE = 64  # characters


class Accounts:
    """Reads are remembered for two seconds: they stand on every request."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        with engine.begin() as db:
            db.exec_driver_sql("begin")  # else the driver waits for the disk after every table
            metadata.create_all(db)
        self.passwords = Passwords(engine, key)
        self.sessions = Sessions(engine, self.passwords)
        self.links = Links(engine)
        self.devices = Devices(engine)
        self.nameless = Anonymous(engine)
        self.languages = Languages(engine)
        self.dials = Dials(engine)
        self.talk = Talk(engine)
        self.friends = Friends(engine)
        self._by_token = Remembered[str, Listener | None]()
        self._by_id = Remembered[ListenerId, Listener | None]()
        self._consents = Remembered[ListenerId, Consent]()

    def add(self, name: str, zone: str, now: datetime, purposes: Iterable[Purpose] = Purpose) -> str:
        """Create a listener who allows `purposes`; returns their token, which is shown this once.

        Raises:
            ValueError: the name is taken, empty or too long, or the zone is unknown.
        """
        name = unicodedata.normalize("NFC", name.strip())
        if not name or len(name) > 100 or not name.isprintable():
            raise ValueError("a name has 1 to 100 printable characters")
        _check_zone(zone)
        who, token, at = uuid4().hex, str(uuid4()), now.isoformat()
        try:
            with self._engine.begin() as db:
                db.execute(insert(listeners).values(id=who, name=name, zone=zone, created=at))
                db.execute(insert(tokens).values(hash=_hash(token), listener=who, created=at))
                db.execute(insert(consents), [{"listener": who, "purpose": p, "given": at} for p in purposes])
        except IntegrityError as error:
            raise ValueError(f"there is a listener called {name!r} already") from error
        return token

    def add_anonymous(
        self, device: str, zone: str, now: datetime, most_an_hour: int, purposes: Iterable[Purpose] = Purpose
    ) -> tuple[ListenerId, str]:
        """A listener without a name, and their token.

        Raises:
            ValueError: the zone is unknown.
            TooMany: for this hour.
        """
        _check_zone(zone)
        who, token = ListenerId(uuid4().hex), str(uuid4())
        with self._engine.begin() as db:
            self.nameless.add(db, who, _hash(token), device, zone, now, purposes, most_an_hour)
        return who, token

    def issue(self, listener: ListenerId, now: datetime) -> str:
        """A further token; the ones before keep working."""
        token = str(uuid4())
        with self._engine.begin() as db:
            db.execute(insert(tokens).values(hash=_hash(token), listener=listener, created=now.isoformat()))
        return token

    def all(self) -> list[Listener]:
        with self._engine.connect() as db:
            return [_listener(row) for row in db.execute(select(listeners).order_by(listeners.c.name))]

    def named(self, name: str) -> Listener | None:
        name = unicodedata.normalize("NFC", name.strip())
        return self._one(select(listeners).where(listeners.c.name == name))

    def get(self, listener: ListenerId) -> Listener | None:
        return self._by_id.of(listener, lambda: self._one(select(listeners).where(listeners.c.id == listener)))

    def _one(self, wanted: Select[Any]) -> Listener | None:
        with self._engine.connect() as db:
            row = db.execute(wanted).first()
        return _listener(row) if row else None

    def by_token(self, token: str) -> Listener | None:
        """Whose token this is; for a listener who is linked by hand, whom they are linked to."""
        key = _hash(token.strip().lower())
        found = self._by_token.of(key, lambda: self._one(select(listeners).join(tokens).where(tokens.c.hash == key)))
        return self._acting(found) if found else None

    def by_password(self, name: str, proves: Callable[[str], bool]) -> Listener | None:
        """The listener of this name, when `proves` says yes to their app password."""
        listener = self.named(name)
        password = self.passwords.of(listener.id) if listener else None
        return self._acting(listener) if listener and password is not None and proves(password) else None

    def by_session(self, key: str, protocol: str) -> Listener | None:
        """Whose session key this is."""
        who = self.sessions.holder(key, protocol)
        listener = self.get(who) if who else None
        return self._acting(listener) if listener else None

    def consent(self, listener: ListenerId) -> Consent:
        return self._consents.of(listener, lambda: self._given(listener))

    def _given(self, listener: ListenerId) -> Consent:
        with self._engine.connect() as db:
            rows = db.execute(select(consents.c.purpose).where(consents.c.listener == listener))
            return Consent(listener, frozenset(Purpose(row.purpose) for row in rows))

    def allowing(self, purpose: Purpose) -> set[ListenerId]:
        """Everybody who allows it."""
        with self._engine.connect() as db:
            found = db.execute(select(consents.c.listener).where(consents.c.purpose == purpose)).scalars()
            return set(map(ListenerId, found))

    def withdraw(self, listener: ListenerId, purpose: Purpose) -> None:
        with self._engine.begin() as db:
            db.execute(delete(consents).where(consents.c.listener == listener, consents.c.purpose == purpose))
        self._consents.drop(listener)

    def forgotten(self, among: Iterable[ListenerId]) -> list[ListenerId]:
        """Those who were erased, by this process or another."""
        with self._engine.connect() as db:
            marks = set(db.execute(select(forgotten.c.hash)).scalars())
        return [listener for listener in among if _hash(listener) in marks] if marks else []

    def erase(self, listener: ListenerId) -> int:
        """Remove the listener, their tokens and consents; returns the number of records.

        What stays is a hash of their random id.
        """
        rooms = (
            self.passwords,
            self.links,
            self.devices,
            self.nameless,
            self.languages,
            self.dials,
            self.talk,
            self.friends,
        )
        gone = sum(room.erase(listener) for room in rooms)
        with self._engine.begin() as db:
            for table, column in ((tokens, tokens.c.listener), (consents, consents.c.listener)):
                gone += db.execute(delete(table).where(column == listener)).rowcount
            gone += db.execute(delete(listeners).where(listeners.c.id == listener)).rowcount
            mark = _hash(listener)
            if db.execute(select(forgotten).where(forgotten.c.hash == mark)).first() is None:
                db.execute(insert(forgotten).values(hash=mark))
        self._by_token.clear()
        self._by_id.drop(listener)
        self._consents.drop(listener)
        return gone

    def _acting(self, listener: Listener) -> Listener:
        person = self.links.acts_for(listener.id)
        if person == listener.id:
            return listener
        owner = self.get(person)
        return Listener(owner.id, owner.name, owner.zone, tells=listener.id) if owner else listener


def _check_zone(zone: str) -> None:
    try:
        if len(zone) > _LONGEST_ZONE:  # of a very long one the library makes a module's name, and imports that
            raise ZoneInfoNotFoundError
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "Europe" is a folder
        raise ValueError(f"{zone[:_LONGEST_ZONE]!r} is not a time zone like Europe/Berlin") from error


def _hash(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


def _listener(row: object) -> Listener:
    return Listener(ListenerId(row.id), row.name, ZoneInfo(row.zone))  # type: ignore[attr-defined]
