"""Segue on that work, over HTTP like any player."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from benchmarks.peer.work import K, Work, accuracy
from segue.app import build
from segue.demo.running import Client, running
from segue.domain.track import Track, TrackId
from segue.settings import Settings

_SKIPS = 20


def measured(work: Work, folder: Path) -> dict[str, Any]:
    """Ingest and refit, then answers (`discover`: nothing that was heard) and what a skip does to them."""
    train, test = work.liked(work.train), work.liked(work.test)
    artists = sorted({a for liked in (*train.values(), *test.values()) for a in liked}, key=int)
    ids = {a: TrackId(str(uuid5(NAMESPACE_URL, f"artist/{a}"))) for a in artists}
    home = folder / "home"
    app = build(Settings(home=home, requests_per_s=0))
    app.catalog.add(Track(ids[a], f"Artist {a}", f"Artist {a}") for a in artists)
    tokens = {listener: app.accounts.add(f"l{listener}", "UTC", datetime.now(UTC)) for listener in {**train, **test}}
    app.close()
    found: dict[str, Any] = {}
    with running(home, 0) as client:
        bodies = {listener: _plays(listener, liked, ids) for listener, liked in train.items()}
        begin = time.perf_counter()
        for listener, body in bodies.items():
            client.token = tokens[listener]
            client.timed("/api/v1/events", body)
        found["ingest, 22 a POST"] = round(sum(map(len, train.values())) / (time.perf_counter() - begin))
    app = build(Settings(home=home))
    begin = time.perf_counter()
    app.refresher.run(datetime.now(UTC), 1)
    found["ready after refit, s"] = round(time.perf_counter() - begin, 1)
    app.close()
    names = {i: a for a, i in ids.items()}
    with running(home, 0) as client:
        answers, took = {}, []
        for listener in test:
            client.token = tokens[listener]
            told, ms = client.timed("/api/v1/next", {"request": {"n": K, "recipe": "discover"}})
            answers[listener] = [names[TrackId(t["id"])] for t in told["tracks"]]
            took.append(ms)
        found["recall@20"], found["ndcg@20"] = (round(v, 4) for v in accuracy(answers, test))
        warm = np.array(took[20:])
        found["answer p50, ms"], found["answer p99, ms"] = (round(float(np.percentile(warm, p)), 1) for p in (50, 99))
        found |= _skips(client, [tokens[listener] for listener in list(test)[:_SKIPS]])
    return found


def _plays(listener: str, liked: list[str], ids: dict[str, TrackId]) -> dict[str, Any]:
    start = datetime.now(UTC) - timedelta(days=60)
    events = [
        {
            "event_id": f"{listener}-{i}",
            "kind": "complete",
            "at": (start + timedelta(hours=i)).isoformat(),
            "track": {"id": ids[artist]},
            "position_ms": 200_000,
            "duration_ms": 200_000,
        }
        for i, artist in enumerate(liked)
    ]
    return {"events": events}


def _skips(client: Client, tokens: list[str]) -> dict[str, str]:
    """The third of an answer is skipped after four seconds; the next answer comes in the same call."""
    gone = moved = 0
    took = []
    for number, token in enumerate(tokens):
        client.token = token
        asked = {"n": K, "recipe": "discover"}
        before = [t["id"] for t in client.timed("/api/v1/next", {"request": asked})[0]["tracks"]]
        skip = {
            "event_id": f"skip-{number}", "kind": "skip", "at": datetime.now(UTC).isoformat(), "position_ms": 4_000,
            "duration_ms": 200_000, "track": {"id": before[2]},
        }  # fmt: skip
        told, ms = client.timed("/api/v1/next", {"events": [skip], "request": asked})
        after = [t["id"] for t in told["tracks"]]
        rest = [t for t in before if t != before[2]]
        gone += before[2] not in after
        moved += after[: len(rest)] != rest
        took.append(ms)
    many = len(tokens)
    return {
        "skip: item gone": f"{gone} of {many}",
        "skip: rest changed": f"{moved} of {many}",
        "skip to the next answer p50, ms": f"{np.median(took):.1f}",
    }


def show(rows: dict[str, dict[str, Any]]) -> str:
    """A line a measure, a column an engine."""
    names = list(dict.fromkeys(name for found in rows.values() for name in found))
    lines = [f"{'':34}" + "".join(f"{engine:>16}" for engine in rows)]
    lines += [f"{name:34}" + "".join(f"{found.get(name, '-')!s:>16}" for found in rows.values()) for name in names]
    return "\n".join(lines)


def to_json(rows: dict[str, dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False)
