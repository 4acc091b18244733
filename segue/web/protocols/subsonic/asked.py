"""One call, once it is clear who makes it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from segue.app import App
from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.domain.track import Track, parse_track_id
from segue.web.protocols.subsonic.params import NOT_FOUND, Fault, Params
from segue.web.searched import Searched

Body = dict[str, Any]
"""What stands in the reply beside its status."""


@dataclass(frozen=True, slots=True)
class Asked:
    app: App
    listener: Listener
    method: str
    params: Params
    now: datetime
    searched: Searched

    def read(self, feature: str) -> Any:
        """A feature of the caller's profile, with everything in it that is on disk."""
        with self.app.follower.use(self.listener.id) as profile:
            return profile.read(feature, self.now.astimezone(self.listener.zone))

    def track(self, written: str) -> Track:
        """Raises Fault: no such song."""
        try:
            found = self.app.catalog.get(parse_track_id(written))
        except ValueError:
            found = None
        if found is None:
            raise Fault(NOT_FOUND, "Song not found.")
        return found

    def tracks(self, written: list[str]) -> list[Track]:
        """Those that are there, in order."""
        found = []
        for one in written:
            try:
                found.append(self.track(one))
            except Fault:
                continue
        return found

    def canonical(self, ids: list[TrackId]) -> list[Track]:
        """The tracks that logged ids stand for today, each once."""
        tracks = {t.id: t for i in ids if (t := self.app.catalog.get(i)) is not None}
        return list(tracks.values())


Answer = Callable[[Asked], Awaitable[Body]]


def apart(read: Callable[[Asked], Body]) -> Answer:
    """In a thread: it walks the catalogue, catches up with the log or has mixes made."""

    async def answer(asked: Asked) -> Body:
        return await asyncio.to_thread(read, asked)

    return answer


def iso(at_ms: int) -> str:
    """Unix milliseconds as the protocol writes a time."""
    when = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03}Z"
