"""Store: the issues of mixes that are out, those before them, and what recipes noted.

library: of what is in a library here alone, or of what is not, a mix has issues of its own.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Engine, Table, delete, insert, select, union

from segue.domain.event import ListenerId, TrackId
from segue.domain.playlist import Playlist
from segue.playlists.tables import metadata, notes, of_library, playlists
from segue.recommend.owned import BOTH

_KEPT = 16  # issues of one mix
_decoder = msgspec.json.Decoder(Playlist)


class Playlists:
    """Every write is durable before it returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def get(self, listener: ListenerId, name: str, period: str, library: str = BOTH) -> Playlist | None:
        table, where = _where(listener, name, library)
        with self._engine.connect() as db:
            body = db.execute(select(table.c.body).where(*where, table.c.period == period)).scalar()
        return _read(body)

    def last(self, listener: ListenerId, name: str, but: str, library: str = BOTH) -> Playlist | None:
        """The last issue of a mix that is not of the period `but`."""
        table, where = _where(listener, name, library)
        sql = select(table.c.body).where(*where, table.c.period != but).order_by(table.c.made.desc()).limit(1)
        with self._engine.connect() as db:
            return _read(db.execute(sql).scalar())

    def latest(self, listener: ListenerId) -> list[Playlist]:
        """The last issue of every mix of this listener, by name."""
        found: dict[str, Playlist] = {}
        sql = select(playlists.c.body).where(playlists.c.listener == listener).order_by(playlists.c.made)
        with self._engine.connect() as db:
            for body in db.execute(sql).scalars():
                if (one := _read(body)) is not None:
                    found[one.name] = one
        return [found[name] for name in sorted(found)]

    def given(self, listener: ListenerId, name: str, issues: int, but: str, library: str = BOTH) -> set[TrackId]:
        """The tracks of the last issues of a mix, those of the period `but` left out."""
        table, where = _where(listener, name, library)
        sql = select(table.c.body).where(*where, table.c.period != but).order_by(table.c.made.desc()).limit(issues)
        with self._engine.connect() as db:
            bodies = list(db.execute(sql).scalars()) if issues else []
        return {track.id for body in bodies if (one := _read(body)) for track in one.tracks}

    def put(
        self,
        listener: ListenerId,
        playlist: Playlist,
        recipe: str,
        noted: Mapping[str, Any],
        period: str,
        library: str = BOTH,
    ) -> None:
        """In place of what is kept of the same period; the oldest issues beyond sixteen go."""
        table, where = _where(listener, playlist.name, library)
        row = {"listener": listener, "name": playlist.name, "period": period}
        if library != BOTH:
            row["library"] = library
        with self._engine.begin() as db:
            db.execute(delete(table).where(*where, table.c.period == period))
            body = msgspec.json.encode(playlist)
            db.execute(insert(table).values(**row, made=playlist.made.timestamp(), body=body))
            sql = select(table.c.period).where(*where).order_by(table.c.made.desc()).offset(_KEPT)
            old = list(db.execute(sql).scalars())
            if old:
                db.execute(delete(table).where(*where, table.c.period.in_(old)))
            if noted:
                mine = (notes.c.listener == listener, notes.c.name == recipe)
                db.execute(delete(notes).where(*mine))
                db.execute(insert(notes).values(listener=listener, name=recipe, body=msgspec.json.encode(noted)))

    def noted(self, listener: ListenerId, recipe: str) -> dict[str, Any]:
        where = (notes.c.listener == listener, notes.c.name == recipe)
        with self._engine.connect() as db:
            body = db.execute(select(notes.c.body).where(*where)).scalar()
        return msgspec.json.decode(body, type=dict) if body else {}

    def names(self, listener: ListenerId) -> list[str]:
        """Of the mixes that this listener has, or had."""
        told = (select(table.c.name).where(table.c.listener == listener) for table in (playlists, of_library))
        with self._engine.connect() as db:
            return sorted(db.execute(union(*told)).scalars())

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            return sum(
                db.execute(delete(table).where(table.c.listener == listener)).rowcount
                for table in (playlists, of_library, notes)
            )


def _where(listener: ListenerId, name: str, library: str) -> tuple[Table, list[ColumnElement[bool]]]:
    """The table of these issues, and which rows of it are this mix's."""
    table = playlists if library == BOTH else of_library
    where = [table.c.listener == listener, table.c.name == name]
    return table, where if library == BOTH else [*where, of_library.c.library == library]


def _read(body: bytes | None) -> Playlist | None:
    """None: there is none, or another version wrote it."""
    try:
        return _decoder.decode(body) if body else None
    except msgspec.DecodeError:
        return None
