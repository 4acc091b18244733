"""Sums over sparse rows in columns that are lent: the same as sums in fresh ones, and nothing left behind."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import random_array

from segue.learning.retrieval import scratch
from segue.learning.retrieval.best import in_order
from segue.learning.retrieval.touched import Touched
from segue.learning.rows import rows

N = 400


def _matrix(seed: int = 0):
    return random_array((50, N), density=0.05, format="csr", dtype=np.float32, random_state=np.random.default_rng(seed))


MATRIX = _matrix()
ROWS = rows(MATRIX)


def _asked(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    chosen = rng.choice(50, 7, replace=False).astype(np.int32)
    return chosen, rng.standard_normal(7).astype(np.float32)


def _right(seed: int) -> bool:
    chosen, values = _asked(seed)
    asked, exact = Touched(chosen, values, ROWS, N), values @ MATRIX[chosen].toarray()
    mean, deviation = asked.moments()
    above = np.sort(exact[exact > 0])[::-1]  # what nothing speaks for is never the best
    every = np.arange(N, dtype=np.int32)
    return (
        np.allclose(asked.at(every), exact, atol=1e-6)
        and np.isclose(mean, exact.mean(), atol=1e-6)
        and np.isclose(deviation, exact.std(), rtol=1e-4)
        and np.allclose(exact[asked.best(5)], above[:5])
        and np.allclose(np.abs(exact)[asked.strongest(5)], np.sort(np.abs(exact))[::-1][:5])
        and set(asked.met.tolist()) >= set(np.flatnonzero(exact).tolist())
    )


def test_one_after_another_and_several_at_once_are_right():
    assert all(_right(seed) for seed in range(60))
    both = [Touched(*_asked(seed), ROWS, N) for seed in (1, 2)]
    assert not np.array_equal(*(one.at(np.arange(N, dtype=np.int32)) for one in both)), "each in a column of its own"


def test_threads_do_not_disturb_each_other():
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(_right, range(400)))


def test_what_is_given_back_is_clean_and_lent_again(monkeypatch):
    monkeypatch.setattr(scratch, "_free", {})
    asked = Touched(*_asked(3), ROWS, N)
    lent = asked._lent
    del asked
    assert not lent.sums.any()
    assert not lent.seen.any()
    assert scratch.lend(N).sums is lent.sums
    assert scratch.lend(N).sums is not lent.sums


def test_columns_of_models_that_are_gone_are_dropped(monkeypatch):
    monkeypatch.setattr(scratch, "_free", {})
    for n in range(1, 40):
        scratch.give_back(scratch.lend(n), np.arange(0, dtype=np.int32))
    assert len(scratch._free) <= scratch._LENGTHS


@given(st.lists(st.integers(0, 30), max_size=200), st.integers(0, 20))
def test_the_best_few_of_many_come_as_from_a_whole_sort(values, k):
    """Ties included: the smaller row first, also where only some of equal ones come in."""
    scores, every = np.array(values, np.float32), np.random.default_rng(k).permutation(len(values)).astype(np.int32)
    assert in_order(scores, every, k).tolist() == every[np.lexsort((every, -scores))][:k].tolist()
