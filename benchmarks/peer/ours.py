"""Segue on that work, over HTTP like any player."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.peer.measure import everything
from benchmarks.peer.work import K, Work, track_id
from segue.app import build
from segue.demo.running import Client, running
from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.settings import Settings

_LENGTH_MS = 200_000
_TELLS: dict[str, dict[str, Any]] = {
    "skip": {"kind": "skip", "position_ms": 4_000, "duration_ms": _LENGTH_MS},
    "dislike": {"kind": "rate", "rating": 1},
    "like": {"kind": "like"},
}


class Segue:
    """A server that runs; one token a listener. Asked for `discover`: nothing that was heard."""

    def __init__(self, client: Client, tokens: Mapping[str, str], names: Mapping[str, str]) -> None:
        self._client, self._tokens, self._names = client, tokens, names
        self._told = 0

    def ask(self, listener: str) -> list[str]:
        return self._next(listener, [])

    def tell(self, listener: str, artist: str, what: str) -> list[str]:
        """The event and the next answer, in one call."""
        self._told += 1
        now = datetime.now(UTC).isoformat()
        return self._next(
            listener, [{"event_id": f"told-{self._told}", "at": now, "track": {"id": track_id(artist)}} | _TELLS[what]]
        )

    def load(self, listener: str, artists: list[str]) -> None:
        """Each heard to its end, an hour apart, two months ago; acknowledged when it is on the disk."""
        start = datetime.now(UTC) - timedelta(days=60)
        events = [
            {
                "event_id": f"{listener}-{i}",
                "kind": "complete",
                "at": (start + timedelta(hours=i)).isoformat(),
                "track": {"id": track_id(artist)},
                "position_ms": _LENGTH_MS,
                "duration_ms": _LENGTH_MS,
            }
            for i, artist in enumerate(artists)
        ]
        self._post(listener, "/api/v1/events", {"events": events})

    def _next(self, listener: str, events: list[dict[str, Any]]) -> list[str]:
        told = self._post(listener, "/api/v1/next", {"events": events, "request": {"n": K, "recipe": "discover"}})
        return [self._names[track["id"]] for track in told["tracks"]]

    def _post(self, listener: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self._client.token = self._tokens[listener]
        told, _ = self._client.timed(path, body)
        if told.get("rejected"):
            raise RuntimeError(f"{path} refused {told['rejected'][0]}")
        return told


def measured(work: Work, folder: Path, seed: int) -> dict[str, Any]:
    """Ingest and refit, then everything that is asked."""
    home, names = folder / "home", {track_id(artist): artist for artist in work.artists}
    tokens, found = loaded(work, home, seed)
    with running(home, 0) as client:
        return found | everything(Segue(client, tokens, names), work, seed)


def loaded(work: Work, home: Path, seed: int) -> tuple[dict[str, str], dict[str, Any]]:
    """A home that has heard the training part and learnt from it: token of each listener, and what that took."""
    names = {track_id(artist): artist for artist in work.artists}
    app = build(Settings(home=home))
    app.catalog.add(Track(TrackId(i), i[:8], i[:8]) for i in names)
    people = {**work.train, **work.test}
    tokens = {listener: app.accounts.add(f"l{listener}", "UTC", datetime.now(UTC)) for listener in people}
    app.close()
    with running(home, 0) as client:
        server = Segue(client, tokens, names)
        begin = time.perf_counter()
        for listener, artists in work.train.items():
            server.load(listener, artists)
        rate = sum(map(len, work.train.values())) / (time.perf_counter() - begin)
    app = build(Settings(home=home))
    begin = time.perf_counter()
    app.refresher.run(datetime.now(UTC), seed)
    ready = time.perf_counter() - begin
    app.close()
    return tokens, {
        "ingest, a listener's 22 a POST, events/s": round(rate),
        "ingest, 1,000 a POST, events/s": "-",  # a POST is one listener's, and nobody here has so many
        "ready after, s": round(ready, 1),
    }
