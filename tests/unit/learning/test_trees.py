"""Flattened trees say what LightGBM says."""

from dataclasses import replace

import numpy as np
import pytest

from segue.learning.trees.flat import Trees
from segue.learning.trees.grow import Growth, Table, boost, flatten, grow


def _rows(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, 6)).astype(np.float32)
    rows[rng.random(rows.shape) < 0.1] = np.nan
    rows[:, 4] = rng.integers(0, 3, n)  # many zeros
    rows[:, 5] = np.nan_to_num(rows[:, 5])  # never missing when it was grown
    return rows


def _wanted(rows: np.ndarray) -> np.ndarray:
    known = np.nan_to_num(rows)
    return (known[:, 0] + known[:, 1] * known[:, 4] + 0.3 * known[:, 2] > 0.2).astype(np.float32)


@pytest.mark.parametrize("objective", ["binary", "lambdarank"])
def test_equals_lightgbm(objective: str) -> None:
    rows = _rows(1_200, 1)
    groups = np.full(60, 20) if objective == "lambdarank" else None
    how = Growth(objective, rounds=40, leaves=9, least_rows=10)
    booster = boost(Table(rows, _wanted(rows), groups), how, 3)
    trees = flatten(booster)
    fresh = _rows(500, 2)
    fresh[:20] = np.nan  # also where nothing was missing before
    fresh[20:40] = 0
    np.testing.assert_allclose(trees.score(fresh), booster.predict(fresh, raw_score=True), atol=1e-6)
    np.testing.assert_allclose(trees.score(fresh[:1]), trees.score(fresh)[:1])


def test_same_seed_same_trees() -> None:
    rows = _rows(600, 4)
    one, two = (grow(Table(rows, _wanted(rows)), Growth(rounds=10), 5) for _ in range(2))
    for name, part in one.arrays().items():
        np.testing.assert_array_equal(part, two.arrays()[name])


def test_saved_and_read_again() -> None:
    rows = _rows(400, 6)
    trees = grow(Table(rows, _wanted(rows)), Growth(rounds=8), 5)
    np.testing.assert_array_equal(Trees.from_arrays(trees.arrays()).score(rows), trees.score(rows))


def test_nothing_to_learn_is_one_leaf_each() -> None:
    rows = np.zeros((100, 2), np.float32)
    trees = grow(Table(rows, np.tile(np.array([0, 1], np.float32), 50)), Growth(rounds=3), 5)
    assert len(trees.feature) == 0
    np.testing.assert_allclose(trees.score(rows), 0, atol=1e-9)


@pytest.mark.parametrize("broken", ["left", "right", "feature", "root", "value"])
def test_arrays_that_would_be_left_are_refused(broken: str) -> None:
    rows = _rows(400, 6)
    trees = grow(Table(rows, _wanted(rows)), Growth(rounds=4), 5)
    part = trees.arrays()[broken].copy()
    spoiled = part[:-1] if broken == "value" else np.where(np.arange(len(part)) == 0, 10_000, part)
    with pytest.raises(ValueError, match="trees"):
        replace(trees, **{broken: spoiled})
    with pytest.raises(ValueError, match="want rows of 6"):
        trees.score(rows[:, :5])
