"""Store: the issues of mixes that are out, those before them, and what recipes noted."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Engine, delete, insert, select

from segue.domain.event import ListenerId, TrackId
from segue.domain.playlist import Playlist
from segue.playlists.tables import metadata, notes, playlists

_KEPT = 16  # issues of one mix
_decoder = msgspec.json.Decoder(Playlist)


class Playlists:
    """Every write is durable before it returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def get(self, listener: ListenerId, name: str, period: str) -> Playlist | None:
        where = (playlists.c.listener == listener, playlists.c.name == name, playlists.c.period == period)
        with self._engine.connect() as db:
            body = db.execute(select(playlists.c.body).where(*where)).scalar()
        return _read(body)

    def latest(self, listener: ListenerId) -> list[Playlist]:
        """The last issue of every mix of this listener, by name."""
        found: dict[str, Playlist] = {}
        sql = select(playlists.c.body).where(playlists.c.listener == listener).order_by(playlists.c.made)
        with self._engine.connect() as db:
            for body in db.execute(sql).scalars():
                if (one := _read(body)) is not None:
                    found[one.name] = one
        return [found[name] for name in sorted(found)]

    def by_id(self, listener: ListenerId, playlist: str) -> Playlist | None:
        """The last issue of the mix with this id."""
        return next((one for one in self.latest(listener) if one.id == playlist), None)

    def given(self, listener: ListenerId, name: str, issues: int, but: str) -> set[TrackId]:
        """The tracks of the last issues of a mix, those of the period `but` left out."""
        where = (playlists.c.listener == listener, playlists.c.name == name, playlists.c.period != but)
        sql = select(playlists.c.body).where(*where).order_by(playlists.c.made.desc()).limit(issues)
        with self._engine.connect() as db:
            bodies = list(db.execute(sql).scalars()) if issues else []
        return {track.id for body in bodies if (one := _read(body)) for track in one.tracks}

    def put(self, listener: ListenerId, playlist: Playlist, recipe: str, noted: Mapping[str, Any]) -> None:
        """In place of the same issue; the oldest issues beyond sixteen go."""
        where = (playlists.c.listener == listener, playlists.c.name == playlist.name)
        with self._engine.begin() as db:
            db.execute(delete(playlists).where(*where, playlists.c.period == playlist.period))
            body = msgspec.json.encode(playlist)
            row = {"listener": listener, "name": playlist.name, "period": playlist.period}
            db.execute(insert(playlists).values(**row, made=playlist.made.timestamp(), body=body))
            sql = select(playlists.c.period).where(*where).order_by(playlists.c.made.desc()).offset(_KEPT)
            old = list(db.execute(sql).scalars())
            if old:
                db.execute(delete(playlists).where(*where, playlists.c.period.in_(old)))
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
        sql = select(playlists.c.name).where(playlists.c.listener == listener).distinct().order_by(playlists.c.name)
        with self._engine.connect() as db:
            return list(db.execute(sql).scalars())

    def listeners(self) -> list[ListenerId]:
        """Those with playlists."""
        with self._engine.connect() as db:
            return [ListenerId(one) for one in db.execute(select(playlists.c.listener).distinct()).scalars()]

    def erase(self, listener: ListenerId) -> int:
        with self._engine.begin() as db:
            return sum(
                db.execute(delete(table).where(table.c.listener == listener)).rowcount for table in (playlists, notes)
            )


def _read(body: bytes | None) -> Playlist | None:
    """None: there is none, or another version wrote it."""
    try:
        return _decoder.decode(body) if body else None
    except msgspec.DecodeError:
        return None
