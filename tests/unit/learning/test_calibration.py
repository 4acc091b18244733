"""Probabilities keep their word."""

import numpy as np
import pytest

from segue.learning.calibration import Calibration, auc, brier, calibrate, isotonic, off, platt, table


def _drawn(n: int, slope: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log-odds that are too sure by `slope`, what happened, and the true chances."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(-0.5, 1, n)
    truth = 1 / (1 + np.exp(-odds))
    return slope * odds + 0.7, (rng.random(n) < truth).astype(np.float64), truth


@pytest.mark.parametrize("fit", [platt, isotonic])
def test_too_sure_becomes_right(fit: object) -> None:
    raw, happened, _ = _drawn(8_000, 3.0, 1)
    fresh, later, truth = _drawn(8_000, 3.0, 2)
    chance = fit(raw, happened)(fresh)  # type: ignore[operator]
    assert np.abs(chance - truth).mean() < 0.03
    assert off(chance, later) < 0.02 < off(1 / (1 + np.exp(-fresh)), later)
    assert brier(chance, later) < brier(1 / (1 + np.exp(-fresh)), later)


def test_order_is_kept_and_shares_are_shares() -> None:
    raw, happened, _ = _drawn(3_000, 1.0, 3)
    chance = calibrate(raw, happened)(np.linspace(-20, 20, 500))
    assert (np.diff(chance) >= 0).all()
    assert chance.min() > 0
    assert chance.max() < 1


def test_few_outcomes_stay_near_the_score() -> None:
    chance = calibrate(np.array([0.0, 1.0, -1.0]), np.array([1.0, 1.0, 1.0]))(np.array([-2.0, 0.0, 2.0]))
    assert 0 < chance[0] < chance[1] < chance[2] < 1


def test_auc_by_hand_and_with_ties() -> None:
    happened = np.array([0, 1, 0, 1])
    assert auc(np.array([0.1, 0.4, 0.35, 0.8]), happened) == 1.0
    assert auc(np.array([0.1, 0.2, 0.3, 0.4]), happened) == 0.75
    assert auc(np.ones(4), happened) == 0.5
    assert np.isnan(auc(np.arange(4), np.ones(4)))


def test_table_by_hand() -> None:
    told = table(np.array([0.1, 0.2, 0.8, 0.9]), np.array([0, 0, 1, 1]), bins=2)
    assert [(n, round(p, 2), y) for n, p, y in told] == [(2, 0.15, 0.0), (2, 0.85, 1.0)]


def test_saved_and_read_again() -> None:
    raw, happened, _ = _drawn(500, 1.0, 4)
    one = calibrate(raw, happened)
    np.testing.assert_array_equal(Calibration.from_arrays(one.arrays())(raw), one(raw))
    with pytest.raises(ValueError, match="ascending"):
        Calibration.from_arrays({"score": [1.0, 0.0], "share": [0.2, 0.3]})
