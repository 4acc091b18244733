"""Lists: the playlists a listener makes: read, made, changed and deleted, and told to the log.

    made = app.lists.make(listener, "Rainy", [track, ...], now, by="Symfonium")
    app.lists.change(listener, made.id, now, lambda one: replace(one, tracks=one.tracks + (track,)), by="Symfonium")

A listener sees their own and what others opened for everybody, and changes only their own. What is added or removed
becomes events `playlist_create`, `playlist_add` and `playlist_remove`, of those who allow recording; the playlist
itself, which was asked to be kept, is kept for everybody.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from segue.accounts.store import Accounts
from segue.domain.consent import Refused
from segue.domain.event import Event, EventKind, ListenerId, TrackId, TrackRef
from segue.domain.listener import Listener
from segue.flows.record import Recorder
from segue.playlists.own import Own, OwnPlaylists
from segue.ports import Unavailable

_log = logging.getLogger(__name__)


class NoList(Exception):  # noqa: N818 - becomes the protocol's "not found"
    """There is no such playlist that this listener may read, or change."""


class Lists:
    def __init__(self, accounts: Accounts, recorder: Recorder, store: OwnPlaylists) -> None:
        self._accounts = accounts
        self._recorder = recorder
        self._store = store

    def of(self, listener: Listener) -> list[Own]:
        """What this listener made, the first made first."""
        return self._store.of(self._ids(listener))

    def shown(self, listener: Listener) -> list[Own]:
        """Their own, then what others opened for everybody."""
        mine = self.of(listener)
        return mine + [one for one in self._store.public() if one.id not in {own.id for own in mine}]

    def get(self, listener: Listener, playlist: str) -> Own:
        """Raises NoList."""
        found = self._store.get(playlist)
        if found is None or not (found.public or found.listener in self._ids(listener)):
            raise NoList(playlist)
        return found

    def owns(self, listener: Listener, one: Own) -> bool:
        return one.listener in self._ids(listener)

    def owner(self, one: Own) -> str:
        """The name of who made it."""
        found = self._accounts.get(one.listener)
        return found.name if found else ""

    def make(
        self,
        listener: Listener,
        name: str,
        tracks: Iterable[TrackId],
        now: datetime,
        *,
        about: str = "",
        public: bool = False,
        by: str | None = None,
    ) -> Own:
        """by: the program that asked for it.

        Raises:
            NotSo: a name or a length that cannot be.
        """
        made = self._store.make(listener.id, name, tracks, now, about=about, public=public)
        self._tell(listener, made, (), now, by, fresh=True)
        return made

    def change(
        self, listener: Listener, playlist: str, now: datetime, edit: Callable[[Own], Own], by: str | None = None
    ) -> Own:
        """`edit` gives the playlist as it is to be: name, about, public, tracks.

        Raises:
            NoList: it is not there or somebody else's.
            NotSo: a name or a length that cannot be.
        """
        before = self._mine(listener, playlist)

        def noting(held: Own) -> Own:
            nonlocal before
            before = held
            return edit(held)

        after = self._store.change(playlist, now, noting)
        if after is None:
            raise NoList(playlist)
        self._tell(listener, after, before.tracks, now, by)
        return after

    def remove(self, listener: Listener, playlist: str) -> None:
        """Says nothing of its tracks: an emptied shelf is no dislike.

        Raises:
            NoList: it is not there or somebody else's.
        """
        self._mine(listener, playlist)
        self._store.remove(playlist)

    def forget(self, listener: ListenerId) -> int:
        return self._store.erase(listener)

    def _ids(self, listener: Listener) -> tuple[ListenerId, ...]:
        """With those that are linked to them."""
        return tuple({listener.id, *self._accounts.links.ids(listener.id)})

    def _mine(self, listener: Listener, playlist: str) -> Own:
        found = self.get(listener, playlist)
        if not self.owns(listener, found):
            raise NoList(playlist)
        return found

    def _tell(
        self,
        listener: Listener,
        one: Own,
        before: tuple[TrackId, ...],
        now: datetime,
        by: str | None,
        fresh: bool = False,
    ) -> None:
        """A playlist that is kept must not fail because the log cannot take its events."""
        came, went = set(one.tracks) - set(before), set(before) - set(one.tracks)
        told: list[tuple[EventKind, TrackId | None]] = [(EventKind.PLAYLIST_CREATE, None)] if fresh else []
        told += [(EventKind.PLAYLIST_ADD, t) for t in dict.fromkeys(one.tracks) if t in came]
        told += [(EventKind.PLAYLIST_REMOVE, t) for t in dict.fromkeys(before) if t in went]
        events = [
            Event(
                event_id=f"list:{one.id}:{one.version}:{index}",
                kind=kind,
                at=now,
                track=TrackRef(id=track) if track is not None else None,
                device=by,
                extra={"playlist": one.name, "playlist_id": one.id},
            )
            for index, (kind, track) in enumerate(told)
        ]
        try:
            self._recorder.submit(listener, events).result()
        except Refused:
            return
        except Unavailable as why:
            _log.warning("a playlist is kept, but what changed in it could not be recorded: %s", why)
