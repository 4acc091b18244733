"""Links: whose an id is. What is recorded under one id may count for another listener, and can be taken back.

The log keeps every event under the id that told it, for ever; a link only says for whom it counts. So linking
and undoing move no data, and who was never linked and who was unlinked are the same
(docs/decisions/0010-identity.md).
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, or_, select, update

from segue.accounts.tables import link_version, links, parts
from segue.domain.event import ListenerId

_LOOK_S = 0.5  # how long another process's change may stay unseen
_MOST_PARTS = 500  # of one listener: a client that invents people must not fill the disk


class How(StrEnum):
    """Why two ids are one listener."""

    LOGIN = "login"  # an anonymous id, adopted by who signed in: it tells, but reads nothing
    DEVICE = "device"  # told by a device on which exactly this listener was signed in
    EXPLICIT = "explicit"  # by hand: the token of the one acts for the other


class Link(Struct, frozen=True, omit_defaults=True):
    """`source` counts for `target`."""

    id: str
    source: ListenerId
    target: ListenerId
    how: How
    since: str
    undone: str | None = None


class Part(Struct, frozen=True):
    """An id of the log below a listener's own. Without a link it counts for that listener."""

    id: ListenerId
    of: ListenerId
    why: str  # "voice": `person` spoke to `device`; "login": the listener `person` was signed in on it
    device: str
    person: str


class Links:
    """Held in memory; the tables are read again when another process changed them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.RLock()
        self._version = -1
        self._looked = 0.0
        self._links: dict[ListenerId, Link] = {}
        self._parts: dict[ListenerId, Part] = {}
        self._named: dict[tuple[ListenerId, str, str, str], ListenerId] = {}
        self._full: set[ListenerId] = set()  # they have as many parts as there may be
        self._below: dict[ListenerId, set[ListenerId]] = defaultdict(set)
        with engine.begin() as db:
            if db.execute(select(link_version)).first() is None:
                db.execute(insert(link_version).values(one=1, version=0))

    def version(self) -> int:
        """Grows with every change, whichever process made it."""
        self._look()
        return self._version

    def person(self, listener: ListenerId) -> ListenerId:
        """For whom the events of this id count today."""
        self._look()
        while (above := self._above(listener)) is not None:
            listener = above
        return listener

    def ids(self, listener: ListenerId) -> tuple[ListenerId, ...]:
        """Every id whose log belongs to this listener, the own one first; none when they belong to another."""
        with self._lock:
            self._look()
            if self._above(listener) is not None:
                return ()
            if listener not in self._below:
                return (listener,)
            found = [listener]
            for one in found:
                found += sorted(self._below.get(one, ()))
            return tuple(found)

    def acts_for(self, listener: ListenerId) -> ListenerId:
        """Whose data a token of this id may read: links by hand are followed, the others only bring events."""
        self._look()
        while (link := self._links.get(listener)) is not None and link.how is How.EXPLICIT:
            listener = link.target
        return listener

    def of(self, listener: ListenerId) -> list[tuple[Link, Part | None]]:
        """Links to or from this listener or a part of theirs, undone ones too, the oldest first."""
        own = select(parts.c.id).where(parts.c.of == listener)
        wanted = or_(links.c.source == listener, links.c.target == listener, links.c.source.in_(own))
        with self._engine.connect() as db:
            rows = db.execute(select(links).where(wanted).order_by(links.c.since, links.c.id)).mappings().all()
            told = db.execute(select(parts).where(parts.c.id.in_([row["source"] for row in rows]))).mappings()
            known = {row["id"]: Part(**row) for row in told}
        return [(_link(row), known.get(row["source"])) for row in rows]

    def undoable(self, link: str, listener: ListenerId) -> Link | None:
        """The link, when this listener may take it back: who gets what it brings, or whose speaker hears the voice.

        Not whoever told it: what an adopted id would get back is the person's by now.
        """
        for one, part in self.of(listener):
            if one.id == link and (one.target == listener or (part is not None and part.why == "voice")):
                return one
        return None

    def voices(self, listener: ListenerId) -> list[Part]:
        """Who was heard on this listener's shared devices, linked to somebody or not."""
        sql = (
            select(parts).where(parts.c.of == listener, parts.c.why == "voice").order_by(parts.c.device, parts.c.person)
        )
        with self._engine.connect() as db:
            return [Part(**row) for row in db.execute(sql).mappings()]

    def part_of(self, listener: ListenerId) -> Part | None:
        """What part of another listener this id is; None: it is one of its own."""
        self._look()
        return self._parts.get(listener)

    def get(self, link: str) -> Link | None:
        """In force or undone."""
        with self._engine.connect() as db:
            row = db.execute(select(links).where(links.c.id == link)).mappings().first()
        return _link(row) if row else None

    def link(self, source: ListenerId, target: ListenerId, how: How, now: datetime) -> Link:
        """From now on `source` counts for `target`; the link there is, when there is this one already.

        Raises:
            ValueError: they are the same listener already, or `source` is linked to somebody else.
        """
        with self._changing() as db:
            held = self._links.get(source)
            if held is not None and held.target == target:
                return held
            if held is not None:
                raise ValueError("this is linked to another listener already; undo that link first")
            above: ListenerId | None = target
            while above is not None:
                if above == source:
                    raise ValueError("these are one listener already")
                above = self._above(above)
            made = Link(uuid4().hex, source, target, how, now.isoformat())
            db.execute(insert(links).values(**_fields(made)))
            self._move(source, made)
        return made

    def undo(self, link: str, now: datetime) -> bool:
        """Take the link back, and with it what `source` ever told; False when it is not in force."""
        with self._changing() as db:
            held = next((one for one in self._links.values() if one.id == link), None)
            if held is None:
                return False
            db.execute(update(links).where(links.c.id == link).values(undone=now.isoformat()))
            self._move(held.source, None)
        return True

    def part(
        self, of: ListenerId, why: str, device: str, person: str, *, belongs: tuple[ListenerId, datetime] | None = None
    ) -> ListenerId:
        """The id of this part, made when new; the listener's own one where they have too many.

        belongs: to whom a new one is linked at once, and since when. Never again: whoever undid that link meant it.
        """
        self._look()
        words = (of, why, device, person)
        if (held := self._named.get(words)) is not None:
            return held
        if of in self._full:
            return of
        with self._changing() as db:
            if (held := self._named.get(words)) is not None:
                return held
            count = select(func.count()).select_from(parts).where(parts.c.of == of)
            if db.execute(count).scalar_one() >= _MOST_PARTS:
                self._full.add(of)
                return of
            made = Part(ListenerId(uuid4().hex), *words)
            db.execute(insert(parts).values(**_fields(made)))
            self._parts[made.id] = made
            self._named[words] = made.id
            self._below[of].add(made.id)
            if belongs is not None:
                link = Link(uuid4().hex, made.id, belongs[0], How.DEVICE, belongs[1].isoformat())
                db.execute(insert(links).values(**_fields(link)))
                self._move(made.id, link)
        return made.id

    def erase(self, listener: ListenerId) -> int:
        with self._changing() as db:
            gone = db.execute(delete(links).where(or_(links.c.source == listener, links.c.target == listener))).rowcount
            # a part that is linked to somebody else stays theirs, now as an id of its own
            gone += db.execute(delete(parts).where(or_(parts.c.id == listener, parts.c.of == listener))).rowcount
            self._read(db)
        return gone

    def _above(self, listener: ListenerId) -> ListenerId | None:
        link = self._links.get(listener)
        if link is not None:
            return link.target
        part = self._parts.get(listener)
        return part.of if part is not None else None

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """One change: this process's view is fresh before it, and everybody hears of it after."""
        with self._lock, self._engine.begin() as db:
            db.execute(update(link_version).values(version=link_version.c.version + 1))  # takes the write lock
            (version,) = db.execute(select(link_version.c.version)).one()
            if version != self._version + 1:
                self._read(db)
            try:
                yield db
            except BaseException:
                self._version = -1  # what was changed in memory did not happen
                self._looked = 0.0
                raise
            self._version = version

    def _look(self) -> None:
        now = time.monotonic()
        if now < self._looked + _LOOK_S:
            return
        with self._lock, self._engine.connect() as db:
            (version,) = db.execute(select(link_version.c.version)).one()
            if version != self._version:
                self._read(db)
                self._version = version
            self._looked = now

    def _read(self, db: Connection) -> None:
        held = db.execute(select(links).where(links.c.undone.is_(None))).mappings()
        self._links = {one.source: one for one in map(_link, held)}
        self._parts = {row["id"]: Part(**row) for row in db.execute(select(parts)).mappings()}
        self._named = {(p.of, p.why, p.device, p.person): p.id for p in self._parts.values()}
        self._full.clear()
        self._rebuild()

    def _move(self, source: ListenerId, link: Link | None) -> None:
        """Put `source` below whoever it belongs to with `link`, or without one."""
        if (before := self._above(source)) is not None:
            self._below[before].discard(source)
        self._links.pop(source, None)
        if link is not None:
            self._links[source] = link
        if (after := self._above(source)) is not None:
            self._below[after].add(source)

    def _rebuild(self) -> None:
        below: dict[ListenerId, set[ListenerId]] = defaultdict(set)
        for one in (*self._links, *self._parts):
            above = self._above(one)
            if above is not None:
                below[above].add(one)
        self._below = below


def _fields(one: Link | Part) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


def _link(row: RowMapping) -> Link:
    return Link(**{**row, "how": How(row["how"])})
