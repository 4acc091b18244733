"""Laws of scoring that hold for every model and every history."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from segue.discovery import discover
from segue.learning.model import Fitted, Histories, Interactions, Model
from segue.learning.rows import pick

MODELS = discover("segue.learning.models", Model)
ITEMS = 30


def histories(seed: int, listeners: int, density: float) -> Histories:
    rng = np.random.default_rng(seed)
    shape = (listeners, ITEMS)
    liked, skipped, friends = (
        csr_array(np.where(rng.random(shape) < density, rng.random(shape), 0).astype(np.float32)) for _ in range(3)
    )
    return Histories(liked, skipped, friends)


@cache
def fitted(name: str) -> Fitted:
    content = csr_array(np.eye(ITEMS, 4, dtype=np.float32))
    return MODELS[name].fit(Interactions(histories(0, 25, 0.3), content), 0)


@pytest.mark.parametrize("name", sorted(MODELS))
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), listeners=st.integers(2, 20), density=st.floats(0, 1))
def test_a_score_depends_on_its_own_history_only(name: str, seed: int, listeners: int, density: float) -> None:
    asked = histories(seed, listeners, density)
    together = fitted(name).score(asked)
    order = np.random.default_rng(seed).permutation(listeners)
    np.testing.assert_allclose(fitted(name).score(pick(asked, order)), together[order], atol=1e-4)
    for u in (0, listeners - 1):
        np.testing.assert_allclose(fitted(name).score(pick(asked, slice(u, u + 1)))[0], together[u], atol=1e-4)
