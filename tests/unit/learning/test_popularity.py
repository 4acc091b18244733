"""Popularity fades with time, and only where the time is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from segue.learning.model import COMPLETE, Histories, Interactions, Sequences
from segue.learning.models.popularity import Popularity
from segue.learning.rows import nothing

DAY = 86_400_000
PLAYS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 400)), max_size=30)


def data(plays: list[tuple[int, int, int]]) -> Interactions:
    """(listener, item, day), day 0 = nobody knows when."""
    plays = sorted(plays, key=lambda play: play[0])
    board = np.zeros((4, 5), np.float32)
    for listener, item, _ in plays:
        board[listener, item] = 1
    starts = np.searchsorted([p[0] for p in plays], np.arange(5)).astype(np.int64)
    items, days = np.array([p[1] for p in plays], np.int32), np.array([p[2] for p in plays], np.int64)
    sequences = Sequences(starts, items, np.full(len(plays), COMPLETE, np.int8), days * DAY)
    return Interactions(Histories(csr_array(board), nothing(board.shape), None, sequences))


def fame(plays: list[tuple[int, int, int]], half_life_days: float = 100) -> list[float]:
    fitted = Popularity(half_life_days=half_life_days).fit(data(plays), 0)
    return np.expm1(fitted.fame).tolist()


def test_by_hand() -> None:
    found = fame([(0, 0, 400), (1, 0, 300), (1, 0, 100), (2, 1, 200), (3, 2, 0)])
    assert found == pytest.approx([1 + 0.5, 0.25, 1, 0, 0], rel=1e-5)


@given(PLAYS)
def test_never_more_than_the_listeners_who_like_it(plays: list[tuple[int, int, int]]) -> None:
    listeners = np.bincount([item for _, item in {(u, i) for u, i, _ in plays}], minlength=5)
    found = np.array(fame(plays))
    assert (found <= listeners + 1e-5).all()
    assert ((found > 0) == (listeners > 0)).all()


@given(PLAYS)
def test_without_times_every_listener_counts_one(plays: list[tuple[int, int, int]]) -> None:
    listeners = np.bincount([item for _, item in {(u, i) for u, i, _ in plays}], minlength=5)
    assert fame([(u, i, 0) for u, i, _ in plays]) == pytest.approx(listeners.tolist(), rel=1e-5)
    assert fame(plays, 1e12) == pytest.approx(listeners.tolist(), rel=1e-4)


@given(PLAYS, st.integers(1, 1_000))
def test_only_the_distance_to_the_last_play_matters(plays: list[tuple[int, int, int]], later: int) -> None:
    moved = [(u, i, day + later if day else 0) for u, i, day in plays]
    assert fame(moved) == pytest.approx(fame(plays), rel=1e-4)
