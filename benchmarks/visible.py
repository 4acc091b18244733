"""From an event to the profile that knows it, in one process: what stands between a skip and the next answer.

    python -m benchmarks visible

Every event is made durable first. Baseline in the same run: the same events with the profile rebuilt from the log
each time, as an engine without a tail would have to.
"""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from segue.app import App, build
from segue.domain.event import Event, EventKind
from segue.domain.listener import Listener
from segue.settings import Settings
from segue.world import World

EVENTS, BEFORE = 1_500, 5_000


def main() -> None:
    with TemporaryDirectory() as folder:
        app = build(Settings(home=Path(folder)))
        catalogue = World(seed=1, tracks=2000).catalogue
        app.catalog.add(catalogue.tracks)
        app.accounts.add("me", "UTC", datetime.now(UTC))
        me = app.accounts.named("me")
        assert me is not None
        told = _evening(catalogue.refs, BEFORE + EVENTS)
        for i in range(0, BEFORE, 1000):
            app.recorder.submit(me, told[i : i + 1000]).result()
        app.follower.sweep()
        took = [_visible(app, me, event) for event in told[BEFORE:]]
        start = time.perf_counter()
        app.follower.rebuild(me.id)
        rebuilt = time.perf_counter() - start
        app.close()
    disk, profile, both = (np.percentile([t[i] for t in took], [50, 99]) * 1000 for i in range(3))
    print(f"                    p50      p99   ms, {EVENTS:,} events one by one after {BEFORE:,}")
    print(f"to the disk     {disk[0]:7.1f}  {disk[1]:7.1f}")
    print(f"to the profile  {profile[0]:7.1f}  {profile[1]:7.1f}")
    print(f"both            {both[0]:7.1f}  {both[1]:7.1f}")
    print(f"rebuilding the profile from the log instead: {rebuilt * 1000:.0f} ms each time")


def _evening(refs: list, n: int) -> list[Event]:
    """Starts and ends, in order of time."""
    r = np.random.default_rng(1)
    at, told = datetime(2026, 11, 1, tzinfo=UTC), []
    for i in range(n // 2):
        ref, heard = refs[int(r.integers(len(refs)))], int(r.integers(2_000, 200_000))
        end = at + timedelta(milliseconds=heard)
        kind = EventKind.SKIP if r.random() < 0.4 else EventKind.COMPLETE
        told.append(Event(f"p{i}", EventKind.PLAY, at, track=ref, device="phone", position_ms=0, duration_ms=200_000))
        told.append(Event(f"e{i}", kind, end, track=ref, device="phone", position_ms=heard, duration_ms=200_000))
        at = end
    return told


def _visible(app: App, me: Listener, event: Event) -> tuple[float, float, float]:
    """Seconds to the disk, from there to the profile, and in all."""
    start = time.perf_counter()
    offset = app.recorder.submit(me, [event]).result().offset
    durable = time.perf_counter()
    with app.follower.use(me.id) as profile:
        assert profile.offset >= offset
        if event.kind is not EventKind.PLAY:
            recent = profile.read("recent", event.at)
            assert recent[-1].event_id == event.event_id
    done = time.perf_counter()
    return durable - start, done - durable, done - start
