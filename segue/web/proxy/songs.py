"""Songs: what the server says of them, remembered. Nothing of a listener is in it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from segue.ingest.streams.facts import Song
from segue.web.proxy.call import Call
from segue.web.proxy.upstream import Upstream

_FIELDS = ("title", "artist", "displayArtist", "album", "duration", "musicBrainzId", "isrc", "type")
_MOST = 50_000
_FRESH_S, _MISSING_S = 6 * 3600.0, 60.0
_AT_ONCE = 8


class Songs:
    """By the server's id. A song is asked for in the name of the player that just used it."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._held: OrderedDict[str, tuple[float, dict[str, Any]]] = OrderedDict()
        self._asking: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._door = asyncio.Semaphore(_AT_ONCE)

    async def get(self, song: str, call: Call) -> dict[str, Any]:
        """What is known; {} when the server does not say."""
        held = self._held.get(song)
        if held is not None and held[0] > time.monotonic():
            self._held.move_to_end(song)
            return held[1]
        if (asking := self._asking.get(song)) is not None:
            return await asyncio.shield(asking)
        self._asking[song] = asking = asyncio.ensure_future(self._ask(song, call))
        try:
            return await asyncio.shield(asking)
        finally:
            if asking.done():
                self._asking.pop(song, None)

    def known(self, song: str) -> dict[str, Any]:
        """What was said before."""
        held = self._held.get(song)
        return held[1] if held is not None else {}

    async def many(self, songs: Iterable[str], call: Call) -> dict[str, dict[str, Any]]:
        ids = list(dict.fromkeys(songs))
        return dict(zip(ids, await asyncio.gather(*(self.get(one, call) for one in ids)), strict=True))

    async def artists(self, ids: Iterable[str], call: Call) -> dict[str, str]:
        """Names by the server's id, of those that it knows."""
        found: dict[str, str] = {}
        for one in dict.fromkeys(ids):
            told = await self._upstream.ask(call, "getArtist", id=one)
            raw = told.get("artist") if told else None
            if isinstance(raw, dict) and isinstance(raw.get("name"), str):
                found[one] = raw["name"]
        return found

    async def _ask(self, song: str, call: Call) -> dict[str, Any]:
        async with self._door:
            told = await self._upstream.ask(call, "getSong", id=song)
        self._asking.pop(song, None)
        raw = told.get("song") if told else None
        known = {k: raw[k] for k in _FIELDS if raw.get(k) not in (None, "", [])} if isinstance(raw, dict) else {}
        self._held[song] = (time.monotonic() + (_FRESH_S if known else _MISSING_S), known)
        while len(self._held) > _MOST:
            self._held.popitem(last=False)
        return known


def as_song(song: str, known: dict[str, Any]) -> Song:
    seconds = known.get("duration")
    length = round(seconds * 1000) if isinstance(seconds, int | float) and 0 < seconds < 10**7 else None
    return Song(song, length)
