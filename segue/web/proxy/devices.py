"""Devices: one `Player` for each device that passes, fed in order, and what follows from its facts recorded."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from segue.domain.event import ListenerId
from segue.domain.listener import Listener
from segue.ingest.streams.facts import Closed, Fact, Opened, Passed, Seen, Sent, Song, Told, Word
from segue.ingest.streams.player import Player
from segue.web.proxy.call import Call
from segue.web.proxy.outbox import Outbox
from segue.web.proxy.songs import Songs, as_song

_MOST = 20_000
_FORGET = timedelta(hours=12)
_log = logging.getLogger(__name__)
_QUEUE = 1_000  # facts of one device that wait for the server to describe a song


@dataclass(slots=True, eq=False)
class Transfer:
    """A song's bytes on their way; `sent` grows as they go."""

    number: int
    song: str
    sent: int = 0


@dataclass(slots=True, eq=False)
class _Device:
    listener: Listener
    client: str
    player: Player
    facts: "asyncio.Queue[tuple[str, Call | None, Callable[[Song], Fact], asyncio.Future[None] | None]]"
    open: dict[int, Transfer] = field(default_factory=dict)
    worker: "asyncio.Task[None] | None" = None
    last: datetime | None = None


class Devices:
    """A device is a listener with one program at one address: two phones do not interrupt each other."""

    def __init__(self, songs: Songs, outbox: Outbox) -> None:
        self._songs = songs
        self._outbox = outbox
        self._held: dict[tuple[ListenerId, str, str, str], _Device] = {}
        self._numbers = 0

    def opened(self, listener: Listener, call: Call, song: str, at: datetime, **more: int | None) -> Transfer:
        """A transfer begins; `more` as in the fact."""
        device = self._device(listener, call, at)
        self._numbers += 1
        for open_ in device.open.values():
            self._note(device, "", None, lambda _, o=open_, n=open_.sent: Sent(at, o.number, n))  # type: ignore[misc]
        device.open[self._numbers] = transfer = Transfer(self._numbers, song)
        self._note(device, song, call, lambda known: Opened(at, transfer.number, known, **more))  # type: ignore[arg-type]
        return transfer

    def closed(self, listener: Listener, call: Call, transfer: Transfer, at: datetime, whole: bool) -> None:
        device = self._device(listener, call, at)
        device.open.pop(transfer.number, None)
        count = transfer.sent
        self._note(device, "", None, lambda _: Closed(at, transfer.number, count, whole))

    async def told(
        self, listener: Listener, call: Call, song: str, word: Word, at: datetime, position_ms: int | None = None
    ) -> None:
        """Returns when what follows from it is recorded."""
        device = self._device(listener, call, at)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._note(device, song, call, lambda known: Told(at, known, word, position_ms), done):
            await done

    def passed(self, now: datetime) -> None:
        """Time goes by; devices that have been silent for long are let go."""
        for key, device in list(self._held.items()):
            if device.last is not None and now - device.last > _FORGET and not device.open:
                self._drop(key)
            elif not device.player.idle():
                self._note(device, "", None, lambda _: Passed(now))

    def listeners(self) -> set[ListenerId]:
        return {key[0] for key in self._held}

    def erase(self, listener: ListenerId) -> None:
        for key in [k for k in self._held if k[0] == listener]:
            self._drop(key)

    async def close(self) -> None:
        """Finish what is noted."""
        workers = [d.worker for d in self._held.values() if d.worker is not None]
        if workers:
            await asyncio.wait(workers, timeout=5)

    def _device(self, listener: Listener, call: Call, at: datetime) -> _Device:
        key = (listener.id, call.client, call.agent, call.address)
        device = self._held.pop(key, None)
        if device is None:
            while len(self._held) >= _MOST:
                self._drop(next(iter(self._held)))
            device = _Device(listener, call.client, Player("\0".join(key)), asyncio.Queue(_QUEUE))
        self._held[key] = device  # the one used last stands last
        device.last = at
        return device

    def _drop(self, key: tuple[ListenerId, str, str, str]) -> None:
        device = self._held.pop(key)
        if device.worker is not None:
            device.worker.cancel()

    def _note(
        self,
        device: _Device,
        song: str,
        call: Call | None,
        fact: Callable[[Song], Fact],
        done: "asyncio.Future[None] | None" = None,
    ) -> bool:
        """In order, without waiting. False when there are too many: then the player goes unwatched for a while."""
        try:
            device.facts.put_nowait((song, call, fact, done))
        except asyncio.QueueFull:
            return False
        if device.worker is None or device.worker.done():
            device.worker = asyncio.create_task(self._work(device))
        return True

    async def _work(self, device: _Device) -> None:
        while not device.facts.empty():
            song, call, fact, done = device.facts.get_nowait()
            try:
                known = await self._songs.get(song, call) if call is not None else {}
                for seen in device.player.take(fact(as_song(song, known))):
                    await self._record(device, seen, call)
            except Exception as error:  # one fact must not stop those after it
                _log.error("what passed through the proxy could not be read", exc_info=error)
            finally:
                if done is not None and not done.done():
                    done.set_result(None)

    async def _record(self, device: _Device, seen: Seen, call: Call | None) -> None:
        known = await self._songs.get(seen.song, call) if call is not None else self._songs.known(seen.song)
        told = {"kind": seen.kind.value, "play_id": seen.play_id}
        message = {
            "method": "stream",
            "at": seen.at.isoformat(),
            "client": device.client,
            "params": {"id": [seen.song]},
            "songs": {seen.song: known},
            "seen": told if seen.position_ms is None else {**told, "position_ms": seen.position_ms},
        }
        await self._outbox.send(device.listener, message, seen.at)
