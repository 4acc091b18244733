"""Every model found in `segue.learning.models` keeps the contract of `segue.learning.model`."""

from collections.abc import Mapping

import numpy as np
import pytest
from scipy.sparse import csr_array, diags_array

from segue.discovery import discover
from segue.learning.model import COMPLETE, SKIP, Fitted, Histories, Interactions, Model, Sequences
from segue.learning.rows import nothing

MODELS = discover("segue.learning.models", Model)
SIDE = 24


def mean_of_alike(liked: csr_array) -> csr_array:
    """Friends: every other listener of the same parity."""
    dense = liked.toarray()
    parity = np.arange(len(dense)) % 2
    alike = (parity[:, None] == parity) & ~np.eye(len(dense), dtype=bool)
    return csr_array((alike @ dense / np.maximum(alike.sum(1, keepdims=True), 1)).astype(np.float32))


def in_some_order(liked: csr_array, skipped: csr_array) -> Sequences:
    """Every like finished once and every skip skipped once, in an order by seed."""
    rng, rows = np.random.default_rng(4), []
    for u in range(liked.shape[0]):
        plays = [(i, COMPLETE) for i in liked[[u]].indices] + [(i, SKIP) for i in skipped[[u]].indices]
        rows.append(np.array(plays, np.int32).reshape(-1, 2)[rng.permutation(len(plays))])
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(row) for row in rows], dtype=np.int64)])
    items, kinds = np.concatenate([np.empty((0, 2), np.int32), *rows]).T
    return Sequences(starts, items.astype(np.int32), kinds.astype(np.int8), np.zeros(len(items), np.int64))


def with_order(liked: csr_array, skipped: csr_array, friends: csr_array | None = None) -> Histories:
    return Histories(liked, skipped, friends, in_some_order(liked, skipped))


def checkerboard() -> Interactions:
    """Listeners like the items of their own parity; the diagonal is withheld."""
    board = (np.indices((SIDE, SIDE)).sum(axis=0) % 2 == 0) & ~np.eye(SIDE, dtype=bool)
    liked = csr_array(board.astype(np.float32))
    tags = np.eye(2, dtype=np.float32)[np.arange(SIDE) % 2]
    own = np.random.default_rng(2).normal(0, 0.15, (SIDE, 3)).astype(np.float32)  # no two are called the same
    text = np.concatenate([tags, own], axis=1)
    text /= np.linalg.norm(text, axis=1, keepdims=True)
    histories = with_order(liked, nothing(liked.shape), mean_of_alike(liked))
    return Interactions(histories, csr_array(tags), text=text, sound=text)


def random_data(listeners: int, items: int, density: float, with_skips: bool = True) -> Interactions:
    rng = np.random.default_rng(3)
    liked = np.where(rng.random((listeners, items)) < density, rng.uniform(0.1, 3, (listeners, items)), 0)
    skips = np.where(rng.random((listeners, items)) < density / 2, rng.random((listeners, items)), 0)
    skipped = csr_array(skips.astype(np.float32)) if with_skips else nothing((listeners, items))
    tags = rng.random((items, 5)) * (rng.random((items, 5)) < 0.5)
    norms = np.maximum(np.linalg.norm(tags, axis=1), 1e-9)
    content = csr_array((diags_array(1 / norms) @ tags).astype(np.float32))
    matrix = csr_array(liked.astype(np.float32))
    text = rng.standard_normal((items, 6)).astype(np.float32)
    text /= np.linalg.norm(text, axis=1, keepdims=True)
    sound = text[:, :4] * rng.random((items, 1)).astype(np.float32)
    return Interactions(with_order(matrix, skipped, mean_of_alike(matrix)), content, text=text, sound=sound)


@pytest.fixture(params=sorted(MODELS))
def model(request: pytest.FixtureRequest) -> Model:
    return MODELS[request.param]


@pytest.mark.parametrize("name", sorted(name for name, model in MODELS.items() if model.personal))
def test_the_withheld_item_comes_first(name: str) -> None:
    data = checkerboard()
    scores = MODELS[name].fit(data, 0).score(data.histories)
    scores[data.histories.liked.toarray() > 0] = -np.inf
    assert np.array_equal(scores.argmax(axis=1), np.arange(SIDE))


def test_equal_seeds_give_equal_scores(model: Model) -> None:
    data = random_data(30, 40, 0.2)
    first, second = (model.fit(data, 5).score(data.histories) for _ in range(2))
    assert np.array_equal(first, second)


def test_arrays_rebuild_it(model: Model) -> None:
    data = random_data(30, 40, 0.2)
    fitted = model.fit(data, 0)
    arrays = {name: np.array(part) for name, part in fitted.arrays().items()}
    for part in arrays.values():
        part.flags.writeable = False  # as a registry may map them from disk
    again: Fitted = model.fitted.from_arrays(arrays)
    assert np.array_equal(again.score(data.histories), fitted.score(data.histories))
    assert isinstance(fitted.arrays(), Mapping)


SHAPES = {
    "usual": random_data(30, 40, 0.2),
    "one listener": random_data(1, 40, 0.2),
    "one item": random_data(12, 1, 0.5),
    "one of each": random_data(1, 1, 1.0),
    "no skips": random_data(30, 40, 0.2, with_skips=False),
    "sparse, with empty rows and columns": random_data(40, 60, 0.02),
    "dense": random_data(20, 20, 1.0),
    "no interactions": random_data(6, 7, 0.0),
    "no listeners": Interactions(Histories(nothing((0, 9)), nothing((0, 9)))),
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_scores_are_finite_floats_of_the_right_shape(model: Model, shape: str) -> None:
    data = SHAPES[shape]
    fitted = model.fit(data, 0)
    items = data.histories.liked.shape[1]
    stranger = Histories(nothing((1, items)), nothing((1, items)))
    everything = Histories(csr_array(np.ones((1, items), np.float32)), csr_array(np.ones((1, items), np.float32)))
    for histories in (data.histories, stranger, everything):
        scores = fitted.score(histories)
        assert scores.shape == histories.liked.shape
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()
        scores[:] = 0  # the caller may write into it
    assert np.isfinite(fitted.score(data.histories)).all()


def test_content_may_be_unknown(model: Model) -> None:
    data = random_data(20, 30, 0.2)
    fitted = model.fit(Interactions(data.histories), 0)
    assert np.isfinite(fitted.score(data.histories)).all()


@pytest.mark.parametrize("name", sorted(name for name in MODELS if name not in {"popularity", "friends"}))
def test_a_skip_lowers_the_skipped_kind(name: str) -> None:
    data = checkerboard()
    fitted = MODELS[name].fit(data, 0)
    liked = csr_array(([1.0, 1.0, 1.0], ([0, 0, 0], [0, 2, 5])), shape=(1, SIDE), dtype=np.float32)
    skipped = csr_array(([1.0, 1.0], ([0, 0], [7, 9])), shape=(1, SIDE), dtype=np.float32)
    before = fitted.score(with_order(liked, nothing((1, SIDE))))[0]
    after = fitted.score(with_order(liked, skipped))[0]
    assert after[11::2].mean() < before[11::2].mean()
