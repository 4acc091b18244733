"""A whole refresh of 10 million listens, 100,000 listeners and 200,000 tracks: what it costs, and of memory.

    python -m benchmarks refresh_at_scale
    SEGUE_SCALE=20000 python -m benchmarks refresh_at_scale    a tenth of everything

From the matrices on: try on held-out listening, weigh, judge, fit, save, promote. Reading the profiles is measured
beside it on a few real ones and multiplied. Baseline in the same run: the dense EASE that the neighbourhood
regression replaces, whose one inverse costs n^3; measured at a size that can be waited for and multiplied.
"""

import os
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.generated import generate
from benchmarks.large import SEED, Size, told
from segue.app import build
from segue.flows.dataset import Dataset
from segue.proof.measure import peak_mb
from segue.settings import Settings

SIZE = Size(200_000, 100_000, 10_000_000)
PROFILES, INVERTED = 300, 3_000


def main() -> None:
    tracks = int(os.environ.get("SEGUE_SCALE", SIZE.tracks))
    size = Size(tracks, SIZE.listeners * tracks // SIZE.tracks, SIZE.listens * tracks // SIZE.tracks)
    job = get_context("spawn").Process(target=_refresh, args=(size,))
    job.start()
    job.join()
    _inverse(size.tracks)


def _refresh(size: Size) -> None:
    made = generate(*size, seed=SEED)
    times = np.random.default_rng(SEED).integers(1, 2**40, made.data.histories.liked.nnz)
    learnt = Dataset(made.ids, made.data, times, 0.3, size.listeners, 1)
    with TemporaryDirectory() as folder:
        app, now = build(Settings(home=Path(folder))), datetime.now(UTC)
        app.catalog.add(made.tracks)
        told(app, made, PROFILES, now)
        app.close()
        app = build(Settings(home=Path(folder)))  # with no profile in memory
        start = time.process_time()
        for who in app.accounts.all():
            with app.follower.use(who.id) as profile:
                profile.read("taste", now)
        each = (time.process_time() - start) / PROFILES
        steps: dict[str, float] = {}
        last = [time.process_time(), "start"]

        def progress(what: str, share: float) -> None:
            steps[str(last[1])] = steps.get(str(last[1]), 0.0) + time.process_time() - float(last[0])
            last[:] = [time.process_time(), what]

        start, before = time.process_time(), time.perf_counter()
        found = app.refresher.fit(learnt, now, SEED, progress)
        cpu, wall = time.process_time() - start, time.perf_counter() - before
        app.close()
    likes = learnt.data.histories.liked.nnz
    print(
        f"{size.listens:,} listens ({likes:,} likes), {size.listeners:,} listeners, {size.tracks:,} tracks, seed {SEED}"
    )
    for what, seconds in steps.items():
        if seconds >= 1:
            print(f"  {what:32} {seconds / 60:6.2f} CPU-min")
    print(f"  {found.why}: NDCG@20 {found.ours:.4f}, {found.weights}")
    print(f"refresh {cpu / 60:.1f} CPU-min, {wall / 60:.1f} min on the clock, peak {peak_mb() / 1000:.2f} GB")
    print(f"profiles: {each * 1000:.2f} ms each, {each * size.listeners / 60:.1f} CPU-min for all of them", flush=True)


def _inverse(tracks: int) -> None:
    a = np.random.default_rng(0).standard_normal((INVERTED, INVERTED)).astype(np.float32)
    start = time.process_time()
    np.linalg.inv(a @ a.T + INVERTED * np.eye(INVERTED, dtype=np.float32))
    took = (time.process_time() - start) * (tracks / INVERTED) ** 3
    print(f"dense EASE: an inverse of {tracks:,} tracks {took / 60:,.0f} CPU-min, {4e-9 * tracks**2:,.0f} GB")


if __name__ == "__main__":
    main()
