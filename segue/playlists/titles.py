"""Titles: what the playlists of a listener are called, without reading what is in them."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Engine, func, or_, select

from segue.domain.event import ListenerId
from segue.playlists.tables import metadata, own, playlists


class Titled(NamedTuple):
    """name: of a mix, as it is asked for; "" for a playlist that somebody made"""

    id: str
    name: str
    title: str


class _Head(msgspec.Struct):
    """What is read of a stored mix."""

    id: str
    name: str
    title: str
    tracks: msgspec.Raw = msgspec.Raw(b"[]")


_decoder = msgspec.json.Decoder(_Head)


class Titles:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def of(self, listeners: Sequence[ListenerId]) -> list[Titled]:
        """What these ids made or others opened for everybody, and the last issue of every mix of theirs
        that holds something."""
        made = select(own.c.id, own.c.name).where(or_(own.c.listener.in_(listeners), own.c.public == 1))
        last = (
            select(playlists.c.listener, playlists.c.name, func.max(playlists.c.made).label("made"))
            .where(playlists.c.listener.in_(listeners))
            .group_by(playlists.c.listener, playlists.c.name)
            .subquery()
        )
        mixes = select(playlists.c.body).join(
            last,
            (playlists.c.listener == last.c.listener)
            & (playlists.c.name == last.c.name)
            & (playlists.c.made == last.c.made),
        )
        with self._engine.connect() as db:
            found = [Titled(row.id, "", row.name) for row in db.execute(made.order_by(own.c.made))]
            bodies = list(db.execute(mixes.order_by(playlists.c.name)).scalars())
        for body in bodies:
            try:
                head = _decoder.decode(body)
            except msgspec.DecodeError:  # written by another version
                continue
            if bytes(head.tracks) != b"[]":
                found.append(Titled(head.id, head.name, head.title))
        return found
