"""For all tests: one BLAS thread, as the program itself sets it, and laws that never depend on a clock."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A timing is never an assertion; the same examples everywhere, unless HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("repeatable", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def _compile_once() -> None:
    """In a fresh clone all workers want the same kernels at once: one compiles, the others wait and read its file."""
    from numba.core.compiler_lock import global_compiler_lock
    from numba.core.dispatcher import Dispatcher

    folder = Path(tempfile.gettempdir(), f"segue-kernels-{os.getuid()}")
    folder.mkdir(exist_ok=True)
    compile_ = Dispatcher.compile
    under_way: set[str] = set()

    @global_compiler_lock  # before ours, as for everything that is compiled within: no two wait for each other
    def one_at_a_time(self, sig):
        name = f"{self.py_func.__module__}.{self.py_func.__qualname__}"
        if not name.startswith("segue.") or name in under_way:
            return compile_(self, sig)
        under_way.add(name)
        try:
            with (folder / name).open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                return compile_(self, sig)
        finally:
            under_way.remove(name)

    Dispatcher.compile = one_at_a_time


if "PYTEST_XDIST_WORKER" in os.environ:
    _compile_once()


@pytest.fixture(autouse=True, scope="session")
def _as_important_as_before() -> Iterator[None]:
    """A scan makes its process less important, for good: here that would be every test after it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "nice", lambda more: 0)
        yield
