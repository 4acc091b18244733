"""Neighbours, filters and EASE against their formulas written out over dense matrices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import Histories, Interactions
from segue.learning.models.friends import FRIENDS
from segue.learning.models.graph_filter import GRAPH_FILTER
from segue.learning.models.item_ease import ItemEase
from segue.learning.models.item_neighbours import ITEM_NEIGHBOURS
from segue.learning.models.listener_ease import ListenerEase
from segue.learning.models.listener_neighbours import LISTENER_NEIGHBOURS
from segue.learning.models.rp3beta import RP3BETA
from segue.learning.neighbours import Neighbours
from segue.learning.rows import nothing, pick

Board = NDArray[np.float32]
BOARDS = st.builds(
    lambda seed, n, m, share: (np.random.default_rng(seed).random((n, m)) < share).astype(np.float32),
    st.integers(0, 10_000), st.integers(1, 12), st.integers(2, 14), st.sampled_from([0.1, 0.3, 0.6]),
)  # fmt: skip


def interactions(board: Board) -> Interactions:
    return Interactions(Histories(csr_array(board), nothing(board.shape)))


def degrees(board: Board) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.maximum(board.sum(1), 1).astype(np.float64), np.maximum(board.sum(0), 1).astype(np.float64)


@pytest.mark.parametrize("model", [GRAPH_FILTER, RP3BETA, ITEM_NEIGHBOURS, LISTENER_NEIGHBOURS], ids=str)
@given(board=BOARDS)
@settings(max_examples=15)
def test_neighbours_are_their_formula(model: Neighbours, board: Board) -> None:
    data = interactions(board)
    of_listener, of_item = degrees(board)
    shared = (board * of_item**-model.item_power) @ board.T * of_listener**-model.listener_power
    wanted = (shared**model.sharpness @ board) * of_item**-model.popularity_power
    assert model.fit(data, 0).score(data.histories) == pytest.approx(wanted, rel=1e-3, abs=1e-5)


@given(board=BOARDS)
@settings(max_examples=15)
def test_item_ease_is_the_ridge_regression_on_what_is_liked_beside(board: Board) -> None:
    data, n = interactions(board), board.shape[1]
    gram = (board / degrees(board)[0][:, None] ** 0.5).T @ board
    wanted = np.zeros((n, n))
    for j in range(n):
        near = np.flatnonzero((gram[j] > 0) & (np.arange(n) != j))
        inner = gram[np.ix_(near, near)]
        wanted[near, j] = np.linalg.solve(inner + np.diag(0.2 + 0.5 * np.diag(inner)), gram[near, j])
    found = ItemEase(neighbours=n, flat=0.2, relative=0.5, steps=60).fit(data, 0).weights.toarray()
    assert found == pytest.approx(wanted, rel=1e-2, abs=1e-3)


def test_with_everything_liked_beside_everything_it_is_ease_itself() -> None:
    """B = -P / diag P off the diagonal, P the inverse of the regularised Gram matrix (H. Steck, 2019)."""
    board = (np.random.default_rng(3).random((60, 12)) < 0.6).astype(np.float32)
    gram = (board / degrees(board)[0][:, None] ** 0.5).T @ board
    inverse = np.linalg.inv(gram + np.eye(12))
    wanted = -inverse / np.diag(inverse)
    np.fill_diagonal(wanted, 0)
    found = ItemEase(neighbours=12, flat=1, relative=0, steps=60).fit(interactions(board), 0).weights.toarray()
    assert found == pytest.approx(wanted, rel=1e-2, abs=1e-3)


@given(board=BOARDS, seed=st.integers(0, 100))
@settings(max_examples=15)
def test_the_order_of_listeners_says_nothing(board: Board, seed: int) -> None:
    mixed = board[np.random.default_rng(seed).permutation(len(board))]
    for model in (GRAPH_FILTER, LISTENER_NEIGHBOURS, ItemEase(neighbours=20), ListenerEase(neighbours=20)):
        asked = interactions(board).histories
        first, second = (model.fit(interactions(b), 0).score(asked) for b in (board, mixed))
        assert first == pytest.approx(second, rel=1e-3, abs=1e-4)


@given(board=BOARDS)
@settings(max_examples=15)
def test_a_listener_is_not_his_own_neighbour(board: Board) -> None:
    data = interactions(board)
    alone = Interactions(Histories(csr_array(board[:1]), nothing((1, board.shape[1]))))
    assert not ListenerEase().fit(alone, 0).score(pick(data.histories, slice(0, 1))).any()


def test_friends_say_what_they_like() -> None:
    board = np.eye(3, 4, dtype=np.float32)
    friends = csr_array(np.array([[0, 0.5, 0.5, 0], [0, 0, 0, 0], [1, 0, 0, 0]], np.float32))
    histories = Histories(csr_array(board), nothing(board.shape), friends)
    assert np.array_equal(FRIENDS.fit(Interactions(histories), 0).score(histories), friends.toarray())
