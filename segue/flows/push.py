"""Push: mixes as they are out -> the tracks a place has -> its playlists, each updated where it stands.

Every mix is one playlist there for good, whatever it is called today: its id is remembered as soon as it is made, and
where a place can keep a sign of ours it is found again by that.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from segue.accounts.store import Accounts
from segue.catalog.caller import Caller, Failed
from segue.catalog.connections import Connections, name_of
from segue.catalog.holdings import Holdings
from segue.catalog.store import Catalog
from segue.domain.event import ListenerId, TrackId
from segue.domain.listener import Listener
from segue.domain.track import Track
from segue.flows.sheets import Sheets
from segue.playlists.push.folder import FORMATS, FolderPlace
from segue.playlists.push.jellyfin import JellyfinPlace
from segue.playlists.push.place import Place, Taken
from segue.playlists.push.pushed import Aim, Pushed, PushedTo
from segue.playlists.push.subsonic import SubsonicPlace
from segue.playlists.sheet import Sheet
from segue.recommend.owned import BOTH, OWNED

SERVERS = {"subsonic": "subsonic", "navidrome": "subsonic", "jellyfin": "jellyfin"}
"""By the name that is asked for, the kind of the library."""
KINDS = (*SERVERS, *FORMATS)


class NoPlace(Exception):  # noqa: N818 - a sentence for people
    """Nothing can be written there."""


class Went(NamedTuple):
    """What became of one mix: `made`, `changed`, `same`, `empty` (the place has nothing for it), `gone` (it was there,
    and is taken away: its season is over, or nothing is left of it), or `problem`."""

    mix: str
    title: str
    what: str
    songs: int
    missing: tuple[Track, ...]  # that would be in it, and that the place does not have
    why: str = ""


class Pusher:
    def __init__(
        self,
        accounts: Accounts,
        catalog: Catalog,
        connections: Connections,
        holdings: Holdings,
        sheets: Sheets,
        store: Pushed,
        turn: Callable[[], AbstractContextManager[None]],
        ready: Callable[[], bool],
        pause: Callable[[float], None] | None = None,
    ) -> None:
        """turn: only one at a time writes, over all processes; ready: whether there is anything to make mixes of;
        pause: instead of sleeping between questions."""
        self._accounts = accounts
        self._catalog = catalog
        self._connections = connections
        self._holdings = holdings
        self._sheets = sheets
        self.store = store
        self._turn = turn
        self._ready = ready
        self._pause = pause

    def aim(self, listener: Listener, kind: str, place: str, mixes: Sequence[str] = ()) -> Aim:
        """kind: one of KINDS; place: the address of a server, or a folder.

        Raises:
            NoPlace: there is none.
        """
        if kind in FORMATS:
            return Aim(listener.id, kind, str(Path(place).expanduser().absolute()), tuple(mixes))
        if kind not in SERVERS:
            raise NoPlace(f"there is no {kind!r}; there are {', '.join(KINDS)}")
        try:
            name = name_of(Caller(place).address)
        except ValueError as wrong:
            raise NoPlace(str(wrong)) from None
        aim = Aim(listener.id, SERVERS[kind], name, tuple(mixes))
        self._place(aim)
        return aim

    def push(self, aim: Aim, now: datetime) -> list[Went]:
        """Mix by mix; one that cannot be written does not keep the others.

        Raises:
            NoPlace, Failed: the place is not there, or does not answer.
        """
        listener = self._accounts.get(aim.listener)
        if listener is None:
            raise NoPlace("this listener is gone")
        if not self._ready():
            return []
        sheets = self._written(aim, listener, now)
        with self._turn():
            place = self._place(aim)
            ids = place.ids()
            held = {self._catalog.canonical(track): theirs for track, theirs in ids.items()}
            before = {one.mix: one for one in self.store.at(aim)}
            went = [self._went(aim, place, *both, held, before.get(both[0].mix), now) for both in sheets]
            told = {one.mix for one in went}
            over = [one for one in before.values() if one.mix not in told and one.mix in (aim.mixes or before)]
            return [*went, *(self._gone(aim, place, one, one.mix) for one in over)]

    def stop(self, aim: Aim) -> int:
        """Take away what was written there, and forget that it was; returns how many playlists.

        Raises:
            NoPlace, Failed, OSError: they cannot be taken away; nothing is forgotten then.
        """
        with self._turn():
            place, written = self._place(aim), self.store.at(aim)
            for one in written:
                place.remove(one.theirs)
            self.store.drop(aim)
            return len(written)

    def forget(self, listener: ListenerId) -> int:
        """Files that were written go. What stands on a server of theirs stays there: it is theirs."""
        for aim in self.store.places(listener):
            if aim.kind in FORMATS:
                for one in self.store.at(aim):
                    (Path(aim.place) / Path(one.theirs).name).unlink(missing_ok=True)
        return self.store.erase(listener)

    def _written(self, aim: Aim, listener: Listener, now: datetime) -> list[tuple[Sheet, Sheet]]:
        """Every mix that holds something twice: of what a library here has, which is written, and of everything, which
        says what is missing there."""
        names = self._sheets.names(listener, now, aim.mixes)
        found = [tuple(self._sheets.mix(listener, name, now, library) for library in (OWNED, BOTH)) for name in names]
        return [(owned, whole) for owned, whole in found if owned.tracks or whole.tracks]

    def _went(
        self,
        aim: Aim,
        place: Place,
        sheet: Sheet,
        whole: Sheet,
        held: dict[TrackId, str],
        before: PushedTo | None,
        now: datetime,
    ) -> Went:
        there = [(track, held[track.id]) for track in sheet.tracks if track.id in held]
        missing = tuple(track for track in whole.tracks if track.id not in held)
        if not there:
            if before is not None:
                return self._gone(aim, place, before, sheet.title, missing)
            return Went(sheet.mix, sheet.title, "empty", 0, missing)
        told = [sheet.title, sheet.about, *(theirs for _, theirs in there)]
        digest = blake2b(msgspec.json.encode(told), digest_size=12).hexdigest()
        try:
            theirs = place.found(before.theirs if before else "", sheet)
            if theirs and before and before.digest == digest:
                return Went(sheet.mix, sheet.title, "same", len(there), missing)
            key = place.write(theirs, sheet, there)
        except (Failed, Taken, OSError) as why:
            return Went(sheet.mix, sheet.title, "problem", 0, missing, _told(aim, why))
        self.store.put(aim, PushedTo(sheet.mix, key, digest), now)
        return Went(sheet.mix, sheet.title, "changed" if theirs else "made", len(there), missing)

    def _gone(self, aim: Aim, place: Place, one: PushedTo, title: str, missing: tuple[Track, ...] = ()) -> Went:
        """Taken away there; remembered until that worked."""
        try:
            place.remove(one.theirs)
        except (Failed, OSError) as why:
            return Went(one.mix, title, "problem", 0, missing, _told(aim, why))
        self.store.gone(aim, one.mix)
        return Went(one.mix, title, "gone", 0, missing)

    def _place(self, aim: Aim) -> Place:
        if aim.kind in FORMATS:
            owner = self._accounts.get(aim.listener)
            files = self._holdings.files
            files.reload()
            return FolderPlace(Path(aim.place), aim.kind, owner.name if owner else "", files.paths())
        known = self._connections.get(aim.place)
        if known is None or known.kind != aim.kind:
            raise NoPlace(f"{aim.place} is not read yet: segue catalog sync URL --user NAME")
        if known.listener not in (None, aim.listener):
            raise NoPlace(f"{aim.place} is read as another listener, whose playlists these would become")
        libraries = self._holdings.libraries
        libraries.reload()
        caller = Caller(known.address) if self._pause is None else Caller(known.address, self._pause)
        ids = libraries.ids(known.name)
        if known.kind == "jellyfin":
            return JellyfinPlace(caller, known.secret, ids)
        return SubsonicPlace(caller, known.secret, ids)


def _told(aim: Aim, why: Failed | Taken | OSError) -> str:
    """Of a file not its name: the listener's is in it."""
    return f"{aim.place}: {why.strerror}" if isinstance(why, OSError) else str(why)
