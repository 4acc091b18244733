"""Clients that never stop talking: what they sent, what was acknowledged, and what they will send again."""

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any

import numpy as np

from segue.ingest.dialects.listenbrainz import parse_document

_START = datetime(2010, 1, 1, tzinfo=UTC)  # far enough back that no client gets to the present
_LATE, _LATE_S = 0.02, 60 * 86_400  # share of events that were told late, and how late at most
_BREAK, _BREAK_S = 0.02, 20 * 3600  # share of events after which it is silent, and for how long at most
_KINDS = ("play", "skip", "complete", "like", "pause", "unban")
_TRACKS = 400


@dataclass(frozen=True, slots=True)
class Post:
    """A request as it goes over the wire, and the event ids that it carries."""

    path: str
    body: bytes
    ids: tuple[str, ...]


@dataclass(slots=True)
class Ledger:
    """One listener's side of the story. Written by the client's thread, read when that has ended."""

    name: str
    token: str
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    unanswered: deque[Post] = field(default_factory=deque)  # sent again, with the same ids
    posts: int = 0
    retries: int = 0
    surprises: list[str] = field(default_factory=list)  # answers that are neither yes nor "not now"


class Client:
    """One thread that posts for one listener until told to stop or until the server is gone."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self.ledger = ledger
        self._rng = np.random.default_rng(seed)
        self._clock = _START
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, port: int, first: threading.Event) -> None:
        """Begin to talk; `first` is set at the first acknowledgement."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._talk, args=(port, first))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _talk(self, port: int, first: threading.Event) -> None:
        book = self.ledger
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while not self._stop.is_set():
                post = book.unanswered.popleft() if book.unanswered else self._new()
                book.sent.update(post.ids)
                book.posts += 1
                try:
                    status, said = self._send(connection, post)
                except (OSError, HTTPException):  # the server is gone; whether it had it, nobody knows
                    book.unanswered.append(post)
                    return
                if status in (200, 202):
                    book.acknowledged.update(post.ids)
                    first.set()
                    if self._rng.random() < 0.05:
                        book.unanswered.append(post)  # as a client does whose answer got lost
                        book.retries += 1
                else:
                    book.unanswered.append(post)
                    if status != 503:
                        book.surprises.append(f"{post.path}: {status} {said[:200]!r}")
                        return
        finally:
            connection.close()

    def _send(self, connection: HTTPConnection, post: Post) -> tuple[int, bytes]:
        headers = {"Authorization": f"Token {self.ledger.token}"}
        connection.request("POST", post.path, post.body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def _new(self) -> Post:
        chance = self._rng.random()
        if chance < 0.1:
            return self._listens()
        events = [self._event() for _ in range(int(self._rng.integers(1, 4 if chance < 0.3 else 201)))]
        ids = tuple(e["event_id"] for e in events)
        if chance < 0.3:
            body = {"events": events, "request": {"n": 5, "seed": 1}}
            return Post("/api/v1/next", json.dumps(body).encode(), ids)
        return Post("/api/v1/events", json.dumps({"events": events}).encode(), ids)

    def _event(self) -> dict[str, Any]:
        track = int(self._rng.zipf(1.3)) % _TRACKS
        at = self._moment()
        return {
            "event_id": self._rng.bytes(12).hex(),
            "kind": str(self._rng.choice(_KINDS)),
            "at": at.isoformat(),
            "position_ms": int(self._rng.integers(0, 200_000)),
            "duration_ms": 200_000,
            "track": {"title": f"Song {track}", "artist": f"Band {track % 40}"},
        }

    def _moment(self) -> datetime:
        """Time goes on, with breaks; some of what is told happened long before."""
        rng = self._rng
        longest_s = _BREAK_S if rng.random() < _BREAK else 60
        self._clock += timedelta(seconds=int(rng.integers(1, longest_s)))
        late_s = int(rng.integers(0, _LATE_S)) if rng.random() < _LATE else 0
        return max(_START, self._clock - timedelta(seconds=late_s))

    def _listens(self) -> Post:
        """ListenBrainz has no event ids; the same listen makes the same one, so ours are drawn apart."""
        listens = [
            {
                "listened_at": int(self._moment().timestamp()),
                "track_metadata": {
                    "track_name": f"Song {int(self._rng.integers(_TRACKS))}",
                    "artist_name": self.ledger.name,
                },
            }
            for _ in range(int(self._rng.integers(1, 20)))
        ]
        body = json.dumps({"listen_type": "import", "payload": listens}).encode()
        events, _, _ = parse_document(body, datetime.now(UTC))
        return Post("/1/submit-listens", body, tuple(e.event_id for e in events))
