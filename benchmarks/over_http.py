"""`POST /api/v1/next` against a server process over a large home, and the memory of that process."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.single import _children
from segue.app import build
from segue.demo.running import running
from segue.settings import Settings

SKIPS, LISTENERS = 300, 40


def over_http(home: Path) -> None:
    """Durable, one client: a skip of the first track of the slate before, and the changed slate back."""
    app = build(Settings(home=home))
    now = datetime.now(UTC)
    tokens = [app.accounts.issue(who.id, now) for i in range(LISTENERS) if (who := app.accounts.named(f"bench-{i}"))]
    app.close()
    start = time.perf_counter()
    with running(home, 0) as client:
        print(f"the server answers {time.perf_counter() - start:.1f} s after its start")
        (pid,) = _children()
        _settled(pid)
        print(f"it rests {time.perf_counter() - start:.1f} s after its start, with the index for the search")
        slates, took = {}, []
        for token in tokens:
            client.token = token
            slates[token] = client.get("/api/v1/recommendations?n=20")
        for i in range(SKIPS):
            client.token = tokens[i % len(tokens)]
            first = slates[client.token]["tracks"][0]["id"]
            skip = {"event_id": f"s-{i}", "kind": "skip", "at": datetime.now(UTC).isoformat(), "track": {"id": first}}
            skip |= {"position_ms": 3000, "duration_ms": 200_000, "device": "bench"}
            slates[client.token], ms = client.timed("/api/v1/next", {"events": [skip], "request": {"n": 20}})
            took.append(ms)
        p50, p99 = np.percentile(took[len(tokens) :], [50, 99])
        print(f"{'POST /api/v1/next, n = 20':36} p50 {p50:7.2f}  p99 {p99:7.2f} ms", flush=True)
        print(f"memory of the server: {memory(pid)}", flush=True)


def _settled(pid: int, seconds: float = 3.0) -> None:
    """Wait until the process does as good as nothing: what is made once in the background has been made."""
    ticks = os.sysconf("SC_CLK_TCK")
    before = -1.0
    while True:
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent = (int(times[11]) + int(times[12])) / ticks
        if spent - before < 0.05 * seconds:
            return
        before = spent
        time.sleep(seconds)


def memory(pid: int) -> str:
    """What the kernel says of it: its own memory, mapped files that it shares, and the peak of both."""
    found = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    own, files, peak = (int(found[key].split()[0]) / 1e6 for key in ("RssAnon", "RssFile", "VmHWM"))
    return f"{own:.2f} GB of its own, {files:.2f} GB of mapped files, peak {peak:.2f} GB"
