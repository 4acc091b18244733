import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.learning.splits import hold_out_at_random, hold_out_last

LIKED = csr_array((np.random.default_rng(0).random((50, 40)) < 0.3).astype(np.float32))
LIKED_SOME = csr_array(np.tri(9, 9, dtype=np.float32))  # listener u likes u + 1 items


def test_the_two_parts_are_the_whole_and_do_not_meet() -> None:
    split = hold_out_at_random(LIKED, 0.2, seed=1)
    assert np.array_equal((split.train + split.held_out).toarray(), LIKED.toarray())
    assert split.train.multiply(split.held_out).sum() == 0
    again = hold_out_at_random(LIKED, 0.2, seed=1)
    assert np.array_equal(again.held_out.toarray(), split.held_out.toarray())


def test_five_likes_are_needed_and_one_is_always_held_out() -> None:
    sizes = np.diff(hold_out_at_random(LIKED_SOME, 0.1, seed=0).held_out.indptr)
    assert sizes.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1]


def test_the_last_are_held_out() -> None:
    times = np.random.default_rng(2).permutation(LIKED.nnz).astype(np.float64)
    when = csr_array((times + 1, LIKED.indices, LIKED.indptr), shape=LIKED.shape).toarray()
    split = hold_out_last(LIKED, times, 0.2)
    for u in range(LIKED.shape[0]):
        past, future = when[u][split.train.toarray()[u] > 0], when[u][split.held_out.toarray()[u] > 0]
        assert len(future) >= 1
        assert past.max() < future.min()


def test_times_must_match() -> None:
    with pytest.raises(ValueError, match="one time per like"):
        hold_out_last(LIKED, np.zeros(3), 0.2)
