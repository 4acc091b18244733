"""Gorse on that work, over its REST API; started by `gorse_process.py`."""

import http.client
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from benchmarks.peer.gorse_process import ADDRESS, bare, best
from benchmarks.peer.measure import everything
from benchmarks.peer.work import K, Work, track_id

_LONG_AGO = "2026-01-01T00:00:00Z"
_TELLS = {"skip": "read", "dislike": "dislike", "like": "star"}  # read: seen and not chosen


class Gorse:
    """One that runs. Its recommendations leave out everything there is feedback of."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._connection = http.client.HTTPConnection(*address, timeout=60)
        self._names: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, listener: str) -> list[str]:
        return [self._names.get(item, item) for item in self._call("GET", f"/api/recommend/{listener}?n={K}") or []]

    def tell(self, listener: str, artist: str, what: str) -> list[str]:
        self.feed([(listener, artist)], _TELLS[what], datetime.now(UTC).isoformat(timespec="seconds"))
        return self.ask(listener)

    def feed(self, pairs: list[tuple[str, str]], kind: str = "star", at: str = _LONG_AGO) -> None:
        """Feedback of these listeners and artists, in one POST."""
        ids = [track_id(artist) for _, artist in pairs]
        self._names |= zip(ids, (artist for _, artist in pairs), strict=True)
        self._call(
            "POST",
            "/api/feedback",
            [
                {"FeedbackType": kind, "UserId": listener, "ItemId": item, "Value": 1, "Timestamp": at}
                for (listener, _), item in zip(pairs, ids, strict=True)
            ],
        )

    def knows(self, artists: list[str]) -> None:
        self._names |= {track_id(artist): artist for artist in artists}

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        raw = None if body is None else json.dumps(body)
        self._connection.request(method, path, raw, {"Content-Type": "application/json"} if raw else {})
        response = self._connection.getresponse()
        told = response.read()
        if response.status >= 300:
            raise RuntimeError(f"Gorse refused {method} {path}: {response.status} {told[:200]!r}")
        return json.loads(told) if told else None


def measured(program: Path, work: Work, folder: Path, seed: int) -> dict[str, Any]:
    """Ingest of everything, twice into empty stores; then its best configuration on the first store."""
    pairs = [(listener, artist) for listener, artists in work.train.items() for artist in artists]
    found: dict[str, Any] = {}
    for name, store, chunks in (
        (
            "ingest, a listener's 22 a POST, events/s",
            "loaded",
            [[(u, a) for a in some] for u, some in work.train.items()],
        ),
        ("ingest, 1,000 a POST, events/s", "again", [pairs[i : i + 1000] for i in range(0, len(pairs), 1000)]),
    ):
        with bare(program, folder / store), Gorse(ADDRESS) as server:
            begin = time.perf_counter()
            for chunk in chunks:
                server.feed(chunk)
            found[name] = round(len(pairs) / (time.perf_counter() - begin))
    with best(program, folder / "loaded", folder / "best") as ready, Gorse(ADDRESS) as server:
        server.knows(work.artists)
        return found | {"ready after, s": round(ready, 1)} | everything(server, work, seed)
