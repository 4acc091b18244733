"""The transformer finds what was planted: an order, what a skip says, and whom it will happen to."""

import numpy as np
import pytest

from segue.learning.model import COMPLETE, SKIP, Histories, Interactions, Sequences
from segue.learning.models.next_item import FittedNextItem, NextItem
from segue.learning.rows import nothing

ITEMS, HALF, LONG = 24, 12, 16
MODEL = NextItem(width=32, epochs=12, negatives=64, tokens=800)


def sequences(listeners: int, seed: int) -> Sequences:
    """Whoever is at home in the first half of the items walks around it and skips what comes from the other half."""
    rng, items, kinds = np.random.default_rng(seed), [], []
    for u in range(listeners):
        home, place = u % 2, int(rng.integers(HALF))
        for _ in range(LONG):
            strange = rng.random() < 0.2
            items.append(int(rng.integers(HALF)) + HALF * (1 - home) if strange else place + HALF * home)
            kinds.append(SKIP if strange else COMPLETE)
            place = place if strange else (place + 1) % HALF
    starts = np.arange(0, listeners * LONG + 1, LONG, dtype=np.int64)
    return Sequences(starts, np.array(items, np.int32), np.array(kinds, np.int8), np.zeros(len(items), np.int64))


def histories(of: Sequences) -> Histories:
    none = nothing((len(of), ITEMS))
    return Histories(none, none, None, of)


@pytest.fixture(scope="module")
def fitted() -> FittedNextItem:
    return MODEL.fit(Interactions(histories(sequences(300, 0))), 1)


def told(items: list[int], kinds: list[int]) -> Histories:
    n = len(items)
    starts = np.array([0, n], np.int64)
    return histories(Sequences(starts, np.array(items, np.int32), np.array(kinds, np.int8), np.zeros(n, np.int64)))


def test_the_next_step_is_named(fitted: FittedNextItem) -> None:
    new = sequences(80, 9)
    scores = fitted.score(histories(new))
    right = 0
    for u in range(len(new)):
        own = slice(int(new.starts[u]), int(new.starts[u + 1]))
        last = new.items[own][new.kinds[own] == COMPLETE][-1]
        right += int(scores[u].argmax() == last // HALF * HALF + (last + 1) % HALF)
    assert right > 60  # of 80, where a blind guess names 3


def test_a_skip_is_context_and_no_step(fitted: FittedNextItem) -> None:
    walk, skip = [3, 4, 5], [COMPLETE] * 3
    plain, skipped, heard = (
        fitted.score(told(walk + more, skip + kind))[0] for more, kind in (([], []), ([18], [SKIP]), ([18], [COMPLETE]))
    )
    assert plain.argmax() == skipped.argmax() == 6
    assert heard[19] - heard[6] > skipped[19] - skipped[6]


def test_who_skips_what_is_told(fitted: FittedNextItem) -> None:
    chances = fitted.skip_chances(fitted.states(sequences(40, 5)))
    assert ((chances > 0) & (chances < 1)).all()
    at_home = np.arange(ITEMS)[None, :] // HALF == np.arange(40)[:, None] % 2
    assert chances[~at_home].mean() > chances[at_home].mean() + 0.03  # a side task, twelve passes only


def test_the_same_seed_the_same_weights() -> None:
    data, model = Interactions(histories(sequences(40, 2))), NextItem(width=16, epochs=2, negatives=32)
    one, again, other = (model.fit(data, seed).arrays() for seed in (1, 1, 2))
    assert all(np.array_equal(one[name], again[name]) for name in one)
    assert any(not np.array_equal(one[name], other[name]) for name in one)
