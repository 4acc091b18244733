"""One event at a time comes to the same state as the whole history at once."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.learning.model import Histories, Interactions, Sequences
from segue.learning.models.next_item import FittedNextItem, NextItem
from segue.learning.rows import nothing

ITEMS, WINDOW = 50, 30


def plays(sizes: list[int], seed: int) -> Sequences:
    rng, total = np.random.default_rng(seed), sum(sizes)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
    kinds = rng.choice(5, total, p=[0.6, 0.1, 0.2, 0.05, 0.05]).astype(np.int8)
    return Sequences(starts, rng.integers(0, ITEMS, total).astype(np.int32), kinds, np.arange(total) * 200_000)


def histories(sequences: Sequences) -> Histories:
    none = nothing((len(sequences), ITEMS))
    return Histories(none, none, None, sequences)


@pytest.fixture(scope="module")
def fitted() -> FittedNextItem:
    model = NextItem(width=32, window=WINDOW, epochs=2)
    return model.fit(Interactions(histories(plays([20, 35, 1, 0, 12], 0))), 0)


def test_pushing_events_is_running_the_history(fitted: FittedNextItem) -> None:
    history = plays([WINDOW], 1)
    heard = fitted.live.start()
    for t in range(WINDOW):
        hidden = fitted.live.push(heard, int(history.items[t]), int(history.kinds[t]))
        upto = Sequences(np.array([0, t + 1]), history.items[: t + 1], history.kinds[: t + 1], history.at_ms[: t + 1])
        np.testing.assert_allclose(hidden, fitted.states(upto)[0], atol=1e-4)
    assert heard.count == WINDOW


def test_beyond_the_window_the_answer_hardly_differs(fitted: FittedNextItem) -> None:
    history = plays([3 * WINDOW], 2)
    heard = fitted.live.start()
    for item, kind in zip(history.items, history.kinds, strict=True):
        hidden = fitted.live.push(heard, int(item), int(kind))
    live, whole = fitted.score_states(np.stack([hidden, fitted.states(history)[0]]))
    assert np.corrcoef(live, whole)[0, 1] > 0.95


def test_a_copy_goes_its_own_way(fitted: FittedNextItem) -> None:
    heard = fitted.live.start()
    fitted.live.push(heard, 1, 0)
    before, other = heard.hidden.copy(), heard.copy()
    fitted.live.push(other, 2, 2)
    assert heard.count == 1
    assert np.array_equal(heard.hidden, before)
    assert not np.array_equal(other.hidden, before)


@pytest.mark.parametrize(("item", "kind"), [(-1, 0), (ITEMS, 0), (0, 5), (0, -1)])
def test_an_unknown_item_or_kind_is_refused(fitted: FittedNextItem, item: int, kind: int) -> None:
    heard = fitted.live.start()
    with pytest.raises(IndexError, match=f"item {item} of {ITEMS}, kind {kind} of 5"):
        fitted.live.push(heard, item, kind)
    assert heard.count == 0


def test_without_an_order_there_is_no_opinion(fitted: FittedNextItem) -> None:
    liked = csr_array(np.ones((2, ITEMS), np.float32))
    assert not fitted.score(Histories(liked, nothing(liked.shape))).any()
    silent = fitted.score(histories(plays([0, 4], 3)))
    assert not silent[0].any()
    assert silent[1].any()
