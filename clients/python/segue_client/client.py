"""Client: what an application holds."""

import atexit
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, Unpack
from uuid import uuid4

import httpx
import msgspec

from segue_client.backoff import Backoff
from segue_client.kinds import Kinds, Named, Told
from segue_client.line import Answer, Line, NoAnswer
from segue_client.nouns import Refused, Slate, Track
from segue_client.outbox import Outbox
from segue_client.playback import Playback
from segue_client.sender import MOST_BYTES, Sender, Went, body_of

_MOST_EVENTS = 1_000  # the server's limit for one batch
_ANSWER_S = 10.0


def _now() -> datetime:
    return datetime.now(UTC)


class Client(Kinds):
    """From any thread. Events are queued at once and sent behind your back; `next` and `recommendations` wait.

    url, token: where the server is; `segue listener add NAME` prints a token
    device: a stable name of this device
    queue: file that holds what is not sent yet, one to a listener; None: in memory only
    batch_size, batch_every_s: send when so many wait, or when the first of them has waited so long
    max_queued: beyond this the queue gives up heartbeats first, then the oldest events (`dropped` counts)
    on_refused: called for each event the server will never take
    on_trouble: called with a sentence when sending begins to fail; it goes on trying by itself
    clock: returns the time, with an offset
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        device: str | None = None,
        queue: Path | str | None = None,
        batch_size: int = 100,
        batch_every_s: float = 5.0,
        max_queued: int = 100_000,
        on_refused: Callable[[Refused], None] | None = None,
        on_trouble: Callable[[str], None] | None = None,
        clock: Callable[[], datetime] = _now,
        backoff: Backoff | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not 1 <= batch_size <= _MOST_EVENTS:
            raise ValueError(f"batch_size: from 1 to {_MOST_EVENTS}, not {batch_size}")
        self._device = device
        self._clock = clock
        self._outbox = Outbox(Path(queue) if queue is not None else None, max_queued)
        self._line = Line(url, token, clock, transport)
        self._sender = Sender(
            self._outbox, self._line, clock, backoff or Backoff(), batch_size, batch_every_s, on_refused, on_trouble
        )
        self._closed = False
        atexit.register(self.close)

    def play(self, track: Named, position_ms: int = 0, **told: Unpack[Told]) -> Playback:
        """The track begins, or goes on, at `position_ms`. Tell the rest of it through what this returns."""
        play_id = told.get("play_id") or uuid4().hex
        told["play_id"] = play_id
        self.tell("play", track, position_ms, **told)
        about: Told = {**told}
        for once in ("at", "event_id", "reason_start", "extra"):
            about.pop(once, None)  # type: ignore[misc]
        return Playback(self, track, play_id, about)

    def tell(self, kind: str, track: Named | None = None, position_ms: int | None = None, **told: Unpack[Told]) -> str:
        if self._closed:
            raise ValueError("this client is closed")
        at = told.get("at") or self._clock()
        if at.tzinfo is None:
            raise ValueError("at: has no offset; use datetime.now(UTC)")
        event: dict[str, Any] = dict(told.get("extra", {}))
        event |= {k: v for k, v in told.items() if k not in ("extra", "at", "event_id") and v is not None}
        event |= {"event_id": told.get("event_id") or uuid4().hex, "kind": kind, "at": at.isoformat()}
        if position_ms is not None:
            event["position_ms"] = position_ms
        if track is not None:
            event["track"] = _named(track)
        if self._device:
            event["device"] = self._device
        self._outbox.put(kind, msgspec.json.encode(event))
        self._sender.added()
        return str(event["event_id"])

    def next(
        self,
        n: int = 10,
        recipe: str = "for_you",
        seeds: Sequence[str] = (),
        seed: int = 0,
        context: dict[str, Any] | None = None,
        timeout_s: float = _ANSWER_S,
    ) -> Slate:
        """The slate, after everything told so far, in one round trip: what a player calls at a skip.

        Raises:
            NoAnswer: the events stay in the queue.
        """
        wanted = {"n": n, "recipe": recipe, "seeds": list(seeds), "seed": seed, "context": context or {}}
        with self._sender.sending:
            while len(self._outbox) > _MOST_EVENTS and self._sender.once(timeout_s) is Went.ON:
                pass
            batch = self._outbox.take(_MOST_EVENTS, MOST_BYTES)
            body = body_of(batch, self._clock(), msgspec.json.encode(wanted))
            answer = self._line.post("/api/v1/next", body, timeout_s)
            if batch and answer.status not in (400, 413):  # those may be about the request
                self._sender.settle(batch, answer)
        return _slate(answer)

    def recommendations(
        self, n: int = 10, recipe: str = "for_you", seeds: Sequence[str] = (), timeout_s: float = _ANSWER_S
    ) -> Slate:
        """The slate alone. Raises NoAnswer."""
        query = {"n": n, "recipe": recipe, **({"seeds": ",".join(seeds)} if seeds else {})}
        return _slate(self._line.get("/api/v1/recommendations", query, timeout_s))

    @property
    def queued(self) -> int:
        """Events that the server does not have yet."""
        return 0 if self._closed else len(self._outbox)

    @property
    def dropped(self) -> int:
        """Events given up because the queue was full."""
        return self._outbox.dropped

    def flush(self, timeout_s: float = 10.0) -> bool:
        """Send now. True: the server has everything."""
        return self._sender.flush(timeout_s)

    def close(self, timeout_s: float = 5.0) -> None:
        """Send what waits, within `timeout_s`; what is left stays in the queue for the next process."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        self._sender.stop()
        self._sender.flush(timeout_s)
        self._line.close()
        self._outbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _named(track: Named) -> dict[str, Any]:
    if isinstance(track, str):
        return {"id": track}
    if isinstance(track, Track):
        return dict(msgspec.to_builtins(track))
    return {"id": track.id}


def _slate(answer: Answer) -> Slate:
    if answer.status == 200:
        try:
            return msgspec.json.decode(answer.body, type=Slate)
        except msgspec.DecodeError:
            raise NoAnswer(200, "what answered is not Segue") from None
    raise NoAnswer(answer.status, answer.reason)
