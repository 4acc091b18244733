"""Mixes at 100,000 tracks: one of 50 tracks as it is asked for, and all that are due of each listener, one thread.

    python -m benchmarks mixes
    SEGUE_SCALE=20000 python -m benchmarks mixes    another size

Beside it in the same run: a slate of as many tracks, which is the ranking alone. CPU time of the thread beside wall
time, which on a busy machine says what was waited for.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.large import Size, large
from segue.app import App, build
from segue.domain.listener import Listener
from segue.domain.slate import Request
from segue.settings import Settings

LISTENERS, TIMES, WEEKS = 40, 200, 9


def main() -> None:
    tracks = int(os.environ.get("SEGUE_SCALE", "100000"))
    with large(Size(tracks, max(2_000, tracks // 5), 20 * tracks), LISTENERS) as home:
        job = get_context("spawn").Process(target=_measure, args=(home,))
        job.start()
        job.join()


def _measure(home: Path) -> None:
    app = build(Settings(home=home))
    now = datetime.now(UTC)
    who = [one for i in range(LISTENERS) if (one := app.accounts.named(f"bench-{i}"))]
    print(f"load {os.getloadavg()[0]:.1f}")
    for one in who[:2]:  # what is compiled and looked up once
        list(app.mixes.make_due_of(one, now))
    start, start_cpu, made = time.perf_counter(), time.thread_time(), 0
    for one in who:
        made += len(list(app.mixes.make_due_of(one, now + timedelta(days=7))))
    cpu, wall = time.thread_time() - start_cpu, time.perf_counter() - start
    print(
        f"all mixes of {LISTENERS} listeners: {made} of them, {cpu / LISTENERS * 1000 / 60:.2f} CPU minutes for 1,000 "
        f"listeners ({wall / LISTENERS * 1000 / 60:.2f} on the clock), {cpu / made * 1000:.1f} ms each"
    )
    weeks = count(2)
    for name in ("daily_mix_1", "discover_weekly", "genre", "daylist"):
        asked = [_offered(app, one, name, now) for one in who]

        def make(i: int, asked: list[str] = asked) -> object:
            later = now + timedelta(weeks=next(weeks))
            return app.mixes.playlist(who[i % LISTENERS], asked[i % LISTENERS], later)

        _timed(f"{name}, made", make)
    _overlap(app, who, now + timedelta(weeks=next(weeks)))
    _timed(
        "a slate of 50",
        lambda i: app.server.answer(who[i % LISTENERS], Request(who[i % LISTENERS].id, datetime.now(UTC), 50)),
    )
    app.close()


def _offered(app: App, who: Listener, recipe: str, now: datetime) -> str:
    return next((name for name in app.mixes.offered(who, now) if name.startswith(recipe)), "library_radio")


def _overlap(app: App, who: list[Listener], now: datetime) -> None:
    """How much of a week's discoveries was in the week before."""
    tracks, artists, lengths = [], [], []
    for one in who:
        issues = [app.mixes.playlist(one, "discover_weekly", now + timedelta(weeks=n)).tracks for n in range(1, WEEKS)]
        lengths += [len(issue) for issue in issues]
        for a, b in pairwise(issues):
            tracks.append(len({t.id for t in a} & {t.id for t in b}))
            artists.append(len({t.artist for t in a} & {t.artist for t in b}) / max(len({t.artist for t in b}), 1))
    print(
        f"discover_weekly, {len(lengths)} issues of {min(lengths)} to {max(lengths)} tracks: of the week before "
        f"at most {max(tracks)} tracks and {max(artists):.0%} of the artists (mean {np.mean(artists):.1%})"
    )


def _timed(name: str, call: Callable[[int], object]) -> None:
    for i in range(3):
        call(i)
    took = np.empty((TIMES, 2))
    for i in range(TIMES):
        wall, cpu = time.perf_counter(), time.thread_time()
        call(i)
        took[i] = time.perf_counter() - wall, time.thread_time() - cpu
    (p50, c50), (p99, c99) = np.percentile(took * 1000, [50, 99], axis=0)
    print(f"{name:28} p50 {p50:7.1f}  p99 {p99:7.1f} ms   its CPU p50 {c50:7.1f}  p99 {c99:7.1f} ms", flush=True)


if __name__ == "__main__":
    main()
