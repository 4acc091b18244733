"""A whole refresh of 10 million listens, 100,000 listeners and 200,000 tracks: what it costs, and of memory.

    python -m benchmarks refresh_at_scale
    SEGUE_SCALE=20000 python -m benchmarks refresh_at_scale    a tenth of everything
    SEGUE_KEEP=/tmp/large python -m benchmarks refresh_at_scale    the home stays there for another run

What `segue refresh` does, in a process of its own: profiles and lake are read, models tried on held-out listening,
weighed, judged, fitted, saved and promoted. Baseline in the same run: the dense EASE that the neighbourhood regression
replaces, whose one inverse costs n^3; measured at a size that can be waited for and multiplied.
"""

import os
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.generated import generate
from benchmarks.large import SEED, Size
from benchmarks.listened import listen
from segue.app import build
from segue.proof.measure import peak_mb
from segue.settings import Settings

SIZE = Size(200_000, 100_000, 10_000_000)
INVERTED = 3_000


def main() -> None:
    tracks = int(os.environ.get("SEGUE_SCALE", SIZE.tracks))
    size = Size(tracks, SIZE.listeners * tracks // SIZE.tracks, SIZE.listens * tracks // SIZE.tracks)
    with ExitStack() as stack:
        kept = os.environ.get("SEGUE_KEEP")
        home = Path(kept) if kept else Path(stack.enter_context(TemporaryDirectory()))
        for job, what in ((_fill, "home could not be filled"), (_refresh, "refresh did not end")):
            if job is _fill and (home / "filled").exists():
                continue
            running = get_context("spawn").Process(target=job, args=(home, size))
            running.start()
            running.join()
            if running.exitcode:
                raise SystemExit(f"the {what}")
    _inverse(size.tracks)


def _fill(home: Path, size: Size) -> None:
    print(f"{size.listens:,} listens, {size.listeners:,} listeners, {size.tracks:,} tracks, seed {SEED}", flush=True)
    app = build(Settings(home=home))
    listen(app, generate(*size, seed=SEED), datetime(2026, 11, 21, tzinfo=UTC))
    app.close()
    (home / "filled").touch()


class Steps:
    """What a refresh reports of its progress, with CPU seconds and the largest memory up to the end of each step."""

    def __init__(self) -> None:
        self._steps: dict[str, tuple[float, float]] = {}
        self._at, self._what = time.process_time(), "start"
        self._start = self._at, time.perf_counter()

    def __call__(self, what: str, share: float) -> None:
        now = time.process_time()
        cpu = self._steps.get(self._what, (0.0, 0.0))[0] + now - self._at
        self._steps[self._what] = cpu, peak_mb()
        if what != self._what:
            print(f"    {self._what}: {cpu:.1f} CPU-s, {peak_mb():,.0f} MB", file=sys.stderr, flush=True)
        self._at, self._what = now, what

    def show(self) -> None:
        self("end", 1.0)
        for what, (cpu, peak) in self._steps.items():
            if cpu >= 0.5:
                print(f"  {what:34} {cpu / 60:6.2f} CPU-min   peak so far {peak / 1000:5.2f} GB")
        cpu, wall = time.process_time() - self._start[0], time.perf_counter() - self._start[1]
        print(f"refresh {cpu / 60:.1f} CPU-min, {wall / 60:.1f} min on the clock, peak {peak_mb() / 1000:.2f} GB")


def _refresh(home: Path, size: Size) -> None:
    steps = Steps()
    app = build(Settings(home=home))
    found = app.refresher.run(datetime.now(UTC), SEED, steps)
    app.close()
    print(f"{found.likes:,} likes; {found.why}: NDCG@20 {found.ours or 0:.4f}, {found.weights}; ranker: {found.ranker}")
    steps.show()


def _inverse(tracks: int) -> None:
    a = np.random.default_rng(0).standard_normal((INVERTED, INVERTED)).astype(np.float32)
    start = time.process_time()
    np.linalg.inv(a @ a.T + INVERTED * np.eye(INVERTED, dtype=np.float32))
    took = (time.process_time() - start) * (tracks / INVERTED) ** 3
    print(f"dense EASE: an inverse of {tracks:,} tracks {took / 60:,.0f} CPU-min, {4e-9 * tracks**2:,.0f} GB")


if __name__ == "__main__":
    main()
