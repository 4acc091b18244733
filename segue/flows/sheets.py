"""Sheets: mixes and playlists that people made as one list, for players and other programs."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.domain.playlist import Playlist
from segue.domain.track import Track
from segue.flows.lists import Lists, NoList
from segue.flows.mixes import Mixes
from segue.playlists.asked import NoMix
from segue.playlists.cover import raster
from segue.playlists.make import playlist_id
from segue.playlists.own import Own
from segue.playlists.sheet import Sheet
from segue.recommend.owned import BOTH

MAKER = "Segue"
"""Who made the mixes."""


class Sheets:
    def __init__(self, mixes: Mixes, lists: Lists, catalog: Catalog) -> None:
        self._mixes = mixes
        self._lists = lists
        self._catalog = catalog

    def all(self, listener: Listener, now: datetime) -> list[Sheet]:
        """Their own, those that others opened for everybody, then the mixes that are out."""
        return [*self.made(listener), *self.mixes(listener, now)]

    def made(self, listener: Listener) -> list[Sheet]:
        return [self.of(listener, one) for one in self._lists.shown(listener)]

    def mixes(self, listener: Listener, now: datetime, library: str = BOTH) -> list[Sheet]:
        """Those that hold something, as they go on after what was skipped."""
        found = (self.mix(listener, name, now, library) for name in self._mixes.offered(listener, now))
        return [one for one in found if one.tracks]

    def mix(self, listener: Listener, name: str, now: datetime, library: str = BOTH) -> Sheet:
        """Of this name, as it goes on after what was skipped.

        Raises:
            NoMix: there is none.
        """
        return self._mix(self._mixes.going(listener, name, now, library=library))

    def names(self, listener: Listener, now: datetime, wanted: Sequence[str] = ()) -> list[str]:
        """Of the mixes that are out; of those that are wanted, whether they are offered or not."""
        if not wanted:
            return self._mixes.offered(listener, now)
        return [name for name in wanted if self._mixes.out(listener, name, now)]

    def get(self, listener: Listener, playlist: str, now: datetime, library: str = BOTH) -> Sheet:
        """Of this id; `library` counts for a mix.

        Raises:
            NoList: there is none that this listener may read.
        """
        try:
            return self.of(listener, self._lists.get(listener, playlist))
        except NoList:
            name = self._named(listener, playlist, now)
            if name is None:
                raise
        try:
            return self.mix(listener, name, now, library)
        except NoMix:  # an operator took its recipe away
            raise NoList(playlist) from None

    def of(self, listener: Listener, one: Own) -> Sheet:
        """What somebody made, as this listener sees it."""
        mine = self._lists.owns(listener, one)
        return Sheet(
            one.id, one.name, one.about, listener.name if mine else self._lists.owner(one), one.made, one.changed,
            self._tracks(one.tracks), public=one.public, mine=mine,
        )  # fmt: skip

    def cover(self, sheet: Sheet, side: int = 300) -> bytes:
        """A square PNG, without letters; of a playlist that somebody made, too."""
        return raster(sheet.mix or sheet.id, self._mixes.mood(sheet.mix) if sheet.mix else "", side)

    def _mix(self, one: Playlist) -> Sheet:
        turned = one.made + timedelta(seconds=one.changed)  # players read a list again when this is later
        made, changed = one.made.astimezone(UTC), turned.astimezone(UTC)
        tracks = self._tracks(track.id for track in one.tracks)
        return Sheet(one.id, one.title, one.about, MAKER, made, changed, tracks, mix=one.name, until=one.until)

    def _named(self, listener: Listener, playlist: str, now: datetime) -> str | None:
        """Kept mixes first: what is offered costs a look into the profile."""
        for names in (self._mixes.store.names, lambda _: self._mixes.offered(listener, now)):
            for name in names(listener.id):
                if playlist_id(listener.id, name) == playlist:
                    return name
        return None

    def _tracks(self, ids: Iterable[TrackId]) -> tuple[Track, ...]:
        return tuple(track for one in ids if (track := self._catalog.get(one)) is not None)
