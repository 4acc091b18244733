"""Compiled kernels over ranges of rows, on all CPUs this process may use.

Kernels release the interpreter lock, so plain threads run them side by side. Numba's own `parallel=True` is
not used: its default threading layer must not be entered by two server threads at once.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

FEWEST_ROWS = 8  # below this the hand-over costs more than the work


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_cpus(), thread_name_prefix="segue-kernel")


@cache
def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def over_rows(kernel: Callable[..., None], n_rows: int, *args: object) -> None:
    """Call `kernel(start, stop, *args)` so that the ranges cover 0..n_rows, each row once.

    Few rows run in the calling thread. Kernels must write to their own rows only and never call this again.
    """
    if n_rows < FEWEST_ROWS or _cpus() == 1:
        kernel(0, n_rows, *args)
        return
    parts = min(n_rows, 8 * _cpus())  # more parts than CPUs: rows differ in cost
    bounds = [n_rows * part // parts for part in range(parts + 1)]
    for done in [_pool().submit(kernel, a, b, *args) for a, b in pairwise(bounds)]:
        done.result()
