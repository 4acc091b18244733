"""Searched: which search a further one refines, and which of its results is then played or starred.

Subsonic has no word for either, so it is seen from what the same listener does next with the same program. Held in
memory only, for ten minutes, and without what was searched for.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from segue.domain.event import Event, EventKind, ListenerId
from segue.ingest.dialects.subsonic import dialect

_REFINES = timedelta(minutes=2)  # a search this soon after one of which nothing was taken is the same wish
_TAKES = timedelta(minutes=10)
_MOST = 10_000
_TAKING = frozenset({EventKind.PLAY, EventKind.LIKE, EventKind.BOOKMARK})


@dataclass(slots=True)
class _Search:
    event_id: str
    at: datetime
    songs: tuple[str, ...]  # ids as the program knows them, best first
    taken: bool = False


class Searched:
    """`read` in the order in which the calls come."""

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[ListenerId, str], _Search] = OrderedDict()

    def read(self, listener: ListenerId, message: Mapping[str, Any], shown: Sequence[str] = ()) -> list[Event]:
        """The events of a message of the Subsonic dialect; `shown` are the songs that a search found.

        Raises:
            Malformed: as the dialect says.
        """
        key = (listener, str(message.get("client") or ""))
        before = self._last.get(key)
        events = list(dialect.parse(message))
        search = next((e for e in events if e.kind is EventKind.SEARCH), None)
        if search is not None:
            if before is not None and not before.taken and timedelta(0) <= search.at - before.at <= _REFINES:
                events = list(dialect.parse({**message, "refines": before.event_id}))
            self._remember(key, _Search(search.event_id, search.at, tuple(shown)))
            return events
        told = message.get("params", {})
        songs = [one for name in ("id", "mediaId") for one in told.get(name, ())]
        if before is None or before.taken or not any(e.kind in _TAKING for e in events):
            return events
        place = next((before.songs.index(song) for song in songs if song in before.songs), None)
        at = events[0].at
        if place is None or not timedelta(0) <= at - before.at <= _TAKES:
            return events
        before.taken = True
        seen = {"kind": "select", "search": before.event_id, "rank": place, "play_id": before.event_id}
        chosen = {**message, "method": "stream", "at": at.isoformat(), "seen": seen}
        return events + list(dialect.parse({**chosen, "params": {"id": [before.songs[place]]}}))

    def erase(self, listener: ListenerId) -> None:
        for key in [k for k in self._last if k[0] == listener]:
            del self._last[key]

    def _remember(self, key: tuple[ListenerId, str], search: _Search) -> None:
        self._last[key] = search
        self._last.move_to_end(key)
        for old in list(self._last)[: max(1, len(self._last) - _MOST)]:
            if len(self._last) > _MOST or search.at - self._last[old].at > _TAKES:
                del self._last[old]
