"""How fast one more event moves a listener's vector: our fold-in beside a full dense solve, in the same run.

    python benchmarks/fold_in.py

Prints p50 and p99 in microseconds, single thread, d = 128, 200 items of history, a tenth of them skipped.
"""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve

from segue.learning.models.ials import FittedIals, Weighting

DIMENSIONS, ITEMS, LIKED, SKIPPED = 128, 100_000, 180, 20
HOW = Weighting(a0=0.05, ridge=0.01, skip_weight=0.3, skip_target=-0.5)


def microseconds(call: Callable[[], object], times: int = 2000) -> str:
    for _ in range(20):
        call()
    took = np.empty(times)
    for i in range(times):
        start = time.perf_counter_ns()
        call()
        took[i] = (time.perf_counter_ns() - start) / 1000
    p50, p99 = np.percentile(took, [50, 99])
    return f"p50 {p50:7.1f}   p99 {p99:7.1f}"


def main() -> None:
    rng = np.random.default_rng(0)
    vectors = (0.1 * rng.standard_normal((ITEMS, DIMENSIONS))).astype(np.float32)
    fitted = FittedIals(vectors, HOW)
    items = rng.choice(ITEMS, LIKED + SKIPPED + 1, replace=False).astype(np.int32)
    liked, skipped, before = items[:LIKED], items[LIKED:], items[LIKED:-1]
    weights = np.ones(LIKED, np.float32)
    strengths = np.ones(len(skipped), np.float32)
    start = fitted.fold_in(liked, weights, before, strengths[:-1])

    def dense() -> NDArray[np.float32]:
        skips = np.float32(HOW.skip_weight) * strengths
        seen, w = vectors[items], np.concatenate((weights, skips))
        a = fitted.gram + (seen * w[:, None]).T @ seen
        a[np.diag_indices(DIMENSIONS)] += HOW.ridge * (w.sum() + HOW.a0 * ITEMS)
        return solve(a, seen.T @ np.concatenate((weights, HOW.skip_target * skips)), assume_a="pos")  # type: ignore[no-any-return]

    exact = dense()
    for name, call in {
        "fold-in, warm (one more skip)": lambda: fitted.fold_in(liked, weights, skipped, strengths, start),
        "fold-in, cold (whole history)": lambda: fitted.fold_in(liked, weights, skipped, strengths),
        "full dense solve": dense,
    }.items():
        error = np.abs(call() - exact).max() / np.abs(exact).max()
        print(f"{name:32s} {microseconds(call)} us   relative error {error:.1e}")


if __name__ == "__main__":
    main()
