"""An answer at 100,000 and at a million tracks, one thread: in process and over HTTP, and what it takes of memory.

    python -m benchmarks answers_at_scale
    SEGUE_SCALE=100000 python -m benchmarks answers_at_scale    one size

Beside it in the same run: the same answers with every track scored by every model; and for the search in the item
vectors alone a product with all of them in NumPy and, where it is installed, faiss. Wall time beside CPU time of the
answering thread: on a busy machine the first says what was waited for, the second what was worked.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.large import Size, large
from benchmarks.over_http import over_http
from segue.app import App, build
from segue.domain.listener import Listener
from segue.domain.slate import Request
from segue.learning.models.ials import FittedIals
from segue.learning.retrieval.table import Table
from segue.recommend import scoring
from segue.settings import Settings

SIZES = (Size(100_000, 20_000, 2_000_000), Size(1_000_000, 100_000, 1_500_000))
LISTENERS, ANSWERS, EVERYTHING, SEARCHES = 40, 400, 40, 100


def main() -> None:
    only = os.environ.get("SEGUE_SCALE")
    for size in SIZES:
        if only is None or int(only) == size.tracks:
            with large(size, LISTENERS) as home:
                for part in (_answers, over_http):  # each in a fresh process or one of its own
                    job = get_context("spawn").Process(target=part, args=(home,))
                    job.start()
                    job.join()


def _answers(home: Path) -> None:
    start = time.perf_counter()
    app = build(Settings(home=home))
    model = app.models.current()
    print(f"catalogue and model loaded in {time.perf_counter() - start:.1f} s; load {os.getloadavg()[0]:.1f}")
    asked = [one for i in range(LISTENERS) if (one := app.accounts.named(f"bench-{i}"))]
    _timed("recommend(), n = 20", lambda i: _answer(app, asked[i % LISTENERS]), ANSWERS, LISTENERS)
    exact, scoring.EXACT = scoring.EXACT, len(model)
    _timed("every track by every model", lambda i: _answer(app, asked[i % LISTENERS]), EVERYTHING, 2)
    scoring.EXACT = exact
    ials = model.blend.components["ials"]
    assert isinstance(ials, FittedIals)
    _searches(Table.from_arrays("table", ials.vectors, ials.arrays()))
    app.close()


def _answer(app: App, who: Listener) -> None:
    """Without news: the same listener asked again."""
    slate = app.server.answer(who, Request(who.id, datetime.now(UTC), 20))
    assert len(slate.tracks) == 20


def _timed(name: str, call: Callable[[int], object], times: int, warm: int) -> None:
    for i in range(warm):
        call(i)
    took = np.empty((times, 2))
    for i in range(times):
        wall, cpu = time.perf_counter(), time.thread_time()
        call(i)
        took[i] = time.perf_counter() - wall, time.thread_time() - cpu
    (p50, c50), (p99, c99) = np.percentile(took * 1000, [50, 99], axis=0)
    print(f"{name:36} p50 {p50:7.2f}  p99 {p99:7.2f} ms   its CPU p50 {c50:7.2f}  p99 {c99:7.2f} ms", flush=True)


def _searches(table: Table) -> None:
    """The best 300 by inner product with vectors of the table itself, moved a little."""
    rng = np.random.default_rng(0)
    known = np.flatnonzero(np.abs(table.vectors).max(axis=1) > 0)
    queries = table.vectors[rng.choice(known, SEARCHES)]
    queries = queries + 0.3 * np.abs(queries).mean() * rng.standard_normal(queries.shape).astype(np.float32)

    def everything(i: int) -> NDArray[np.integer]:
        scores = table.vectors @ queries[i]
        best = np.argpartition(-scores, 300)[:300]
        return best[np.argsort(-scores[best])]

    exact = [set(everything(i)[:100].tolist()) for i in range(50)]

    def recall(search: Callable[[int], NDArray[np.integer]]) -> str:
        return f"{np.mean([len(exact[i] & set(search(i)[:100].tolist())) for i in range(50)]) / 100:.3f}"

    ours = lambda i: table.best(queries[i], 300)  # noqa: E731 - a table of three
    searches = {f"search, {len(table.parts()['centres']):,} cells": ours, "search, NumPy float32, all": everything}
    try:
        import faiss
    except ImportError:
        pass
    else:
        faiss.omp_set_num_threads(1)
        start, cells = time.process_time(), len(table.parts()["centres"])
        if cells == 1:
            index = faiss.IndexScalarQuantizer(table.vectors.shape[1], 0, faiss.METRIC_INNER_PRODUCT)
        else:
            index = faiss.index_factory(table.vectors.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
            index.nprobe = 96
        scaled = table.vectors / np.abs(table.vectors).max()  # the same order; its codes do not hold values of 1e-6
        index.train(scaled[rng.choice(len(table), min(len(table), 64 * cells + 10_000), replace=False)])
        index.add(scaled)
        print(f"faiss built in {time.process_time() - start:.0f} CPU-s")
        searches["search, faiss SQ8"] = lambda i: index.search(queries[i : i + 1], 300)[1][0]
    for name, search in searches.items():
        _timed(f"{name} (recall@100 {recall(search)})", search, SEARCHES, 5)


if __name__ == "__main__":
    main()
