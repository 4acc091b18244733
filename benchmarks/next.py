"""From skip to changed answer: `POST /api/v1/next`, durable, one server process, one client.

    python -m benchmarks next

Baselines in the same run: the durable acknowledgement alone (`POST /api/v1/events` with the same event), and the
answer alone (`GET /api/v1/recommendations`). "changed" is the share of skips after which the *rest* of the slate
is another one than before without the skipped track.
"""

import time
from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks.homes import filled
from segue.demo.running import Client, running

HISTORY, SKIPS = 200, 400


def main() -> None:
    with filled(1) as (home, (token,), tracks, sentence), running(home, 0) as client:
        client.token = token
        _history(client, tracks)
        took, alone, answer, changed = [], [], [], 0
        slate = client.get("/api/v1/recommendations?n=10")
        for i in range(SKIPS):
            skip = _event(f"skip-{i}", "skip", slate["tracks"][0]["id"], datetime.now(UTC))
            rest = [t["id"] for t in slate["tracks"][1:]]
            slate, ms = client.timed("/api/v1/next", {"events": [skip], "request": {"n": 10}})
            took.append(ms)
            changed += [t["id"] for t in slate["tracks"]][: len(rest)] != rest
            end = _event(f"play-{i}", "play", tracks[i], datetime.now(UTC))
            alone.append(client.timed("/api/v1/events", {"events": [end]})[1])
            start = time.perf_counter()
            client.get("/api/v1/recommendations?n=10")
            answer.append((time.perf_counter() - start) * 1000)
        print(sentence)
        for name, ms in (("POST /api/v1/next", took), ("events alone", alone), ("answer alone", answer)):
            p50, p99 = np.percentile(ms[20:], [50, 99])
            print(f"{name:20} p50 {p50:6.1f} ms   p99 {p99:6.1f} ms")
        print(f"the rest of the slate changed after {changed} of {SKIPS} skips")


def _history(client: Client, tracks: list[str]) -> None:
    start = datetime.now(UTC) - timedelta(days=20)
    chosen = np.random.default_rng(1).choice(min(2000, len(tracks)), HISTORY, replace=False)
    events = [_event(f"h-{i}", "complete", tracks[t], start + timedelta(minutes=4 * i)) for i, t in enumerate(chosen)]
    client.timed("/api/v1/events", {"events": events})


def _event(name: str, kind: str, track: str, at: datetime) -> dict[str, object]:
    shared = {"event_id": name, "kind": kind, "at": at.isoformat(), "track": {"id": track}}
    return {**shared, "position_ms": 3000, "duration_ms": 200_000, "device": "bench"}


if __name__ == "__main__":
    main()
