"""Durable ingest over HTTP: 1,000 events a POST, 4 client processes, one server process.

    python -m benchmarks ingest

Baseline in the same run: the same events, one SQLite row each under a unique index over their ids, one commit per
1,000 (no HTTP, no parsing): what an event table usually looks like. Clients and server share the machine's cores.
"""

import json
import multiprocessing
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from segue.accounts.store import Accounts
from segue.app import build
from segue.demo.running import running
from segue.settings import Settings
from segue.world import World

CLIENTS, POSTS, EVENTS = 4, 40, 1000


def main() -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        app = build(Settings(home=home))
        tracks = World(seed=1, tracks=2000).catalogue.tracks
        app.catalog.add(tracks)
        tokens = [_add(app.accounts, i) for i in range(CLIENTS)]
        app.close()
        ids = [t.id for t in tracks]
        with running(home, 0) as client:
            port = int(client.address.rstrip("/").rsplit(":", 1)[1])
            barrier = multiprocessing.Barrier(CLIENTS + 1)
            jobs = [multiprocessing.Process(target=_client, args=(port, token, ids, barrier)) for token in tokens]
            for job in jobs:
                job.start()
            barrier.wait()
            start = time.perf_counter()
            for job in jobs:
                job.join()
            took = time.perf_counter() - start
            caught = time.perf_counter()
            while client.get("/health/ready")["lag_batches"]:
                time.sleep(0.05)
            caught = time.perf_counter() - caught
        total = CLIENTS * POSTS * EVENTS
        print(f"HTTP, durable          {total / took:10,.0f} events/s ({total:,} events, {CLIENTS} clients)")
        print(f"profiles caught up {caught:.1f} s after the last acknowledgement")
        print(f"baseline, row per event {_baseline(Path(folder) / 'rows.db', ids):9,.0f} events/s")


def _add(accounts: Accounts, i: int) -> str:
    return accounts.add(f"client-{i}", "UTC", datetime.now(UTC))


def _bodies(ids: list[str], posts: int) -> list[bytes]:
    start = datetime.now(UTC) - timedelta(days=3)
    bodies = []
    for p in range(posts):
        events = [
            {
                "event_id": uuid4().hex,
                "kind": ("play", "complete", "skip")[i % 3],
                "at": (start + timedelta(seconds=p * EVENTS + i)).isoformat(),
                "device": "phone",
                "track": {"id": ids[(p * 31 + i) % len(ids)]},
                "position_ms": 1000 + i,
                "duration_ms": 200_000,
            }
            for i in range(EVENTS)
        ]
        bodies.append(json.dumps({"events": events}).encode())
    return bodies


def _client(port: int, token: str, ids: list[str], barrier: Barrier) -> None:
    bodies = _bodies(ids, POSTS)
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.connect()
    barrier.wait()
    for body in bodies:
        while True:
            connection.request("POST", "/api/v1/events", body, {"Authorization": f"Bearer {token}"})
            response = connection.getresponse()
            answer = json.loads(response.read())
            if response.status == 202:
                assert answer["accepted"] == EVENTS
                break
            assert response.status == 503, answer
            time.sleep(0.05)


def _baseline(path: Path, ids: list[str]) -> float:
    batches = [json.loads(body)["events"] for body in _bodies(ids, 20)]
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.execute("create table event (offset integer primary key, id text unique, body text)")
    start = time.perf_counter()
    for batch in batches:
        db.execute("begin")
        rows = [(e["event_id"], json.dumps(e)) for e in batch]
        db.executemany("insert or ignore into event (id, body) values (?, ?)", rows)
        db.execute("commit")
    took = time.perf_counter() - start
    db.close()
    return len(batches) * EVENTS / took


if __name__ == "__main__":
    main()
