"""iALS against linear algebra written out in full."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.factors import fold_in, half_epoch
from segue.learning.model import Histories, Interactions
from segue.learning.models.ials import FittedIals, Ials, Weighting, evidence_of
from segue.learning.rows import nothing, one_history, rows

HOW = Weighting(a0=0.1, ridge=0.01, skip_weight=0.3, skip_target=-0.5)


def vectors(n: int, d: int, seed: int = 0) -> NDArray[np.float32]:
    return (0.3 * np.random.default_rng(seed).standard_normal((n, d))).astype(np.float32)


def exact(y: NDArray[np.float32], w: NDArray[np.float64], s: NDArray[np.float64], target: float) -> NDArray[np.float64]:
    """Solve (a0 Y'Y + sum w yy' + sum .3 s yy' + lam I) u = sum w y + target .3 sum s y; w, s (n_items,)."""
    v = y.astype(np.float64)
    weights = w + 0.3 * s
    ridge = HOW.ridge * (weights.sum() + HOW.a0 * len(v))
    a = HOW.a0 * v.T @ v + (v * weights[:, None]).T @ v + ridge * np.eye(v.shape[1])
    return np.linalg.solve(a, v.T @ (w + target * 0.3 * s))


def history(n: int, likes: int, skips: int, seed: int = 1) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    w, s = np.zeros(n), np.zeros(n)
    w[rng.choice(n, likes, replace=False)] = rng.uniform(0.2, 4, likes)
    s[rng.choice(n, skips, replace=False)] = rng.uniform(0.1, 1, skips)
    return w, s


def test_fold_in_is_the_exact_solution() -> None:
    y = vectors(500, 32)
    w, s = history(500, 60, 20)
    fitted = FittedIals(y, HOW)
    liked, skipped = np.flatnonzero(w).astype(np.int32), np.flatnonzero(s).astype(np.int32)
    args = (liked, w[liked].astype(np.float32), skipped, s[skipped].astype(np.float32))
    truth = exact(y, w, s, target=-0.5)
    np.testing.assert_allclose(fitted.fold_in(*args), truth, atol=1e-4)
    np.testing.assert_allclose(fitted.taste(one_history(500, *args))[0], truth, atol=1e-4)


def test_three_warm_steps_follow_one_more_event() -> None:
    y = vectors(500, 32)
    w, s = history(500, 100, 20)
    fitted = FittedIals(y, HOW)

    def folded(start: NDArray[np.float32] | None) -> NDArray[np.float32]:
        liked, skipped = np.flatnonzero(w).astype(np.int32), np.flatnonzero(s).astype(np.int32)
        return fitted.fold_in(liked, w[liked].astype(np.float32), skipped, s[skipped].astype(np.float32), start)

    before = folded(None)
    s[np.flatnonzero((w == 0) & (s == 0))[0]] = 1.0
    truth = exact(y, w, s, target=-0.5)
    assert np.abs(folded(before) - truth).max() < 0.02 * np.abs(truth).max()
    assert np.abs(folded(before) - truth).max() < np.abs(before - truth).max()


def test_a_half_epoch_run_long_enough_is_the_exact_solution() -> None:
    y, rng = vectors(60, 8), np.random.default_rng(2)
    liked = csr_array(np.where(rng.random((20, 60)) < 0.2, rng.uniform(0.5, 2, (20, 60)), 0).astype(np.float32))
    skipped = csr_array(np.where(rng.random((20, 60)) < 0.1, rng.random((20, 60)), 0).astype(np.float32))
    evidence = evidence_of(rows(liked), rows(skipped), 60, HOW, target=0.0)
    x = np.zeros((20, 8), np.float32)
    half_epoch(evidence, x, y, HOW.a0, steps=40)
    for u in range(20):
        w, s = liked.toarray()[u].astype(float), skipped.toarray()[u].astype(float)
        np.testing.assert_allclose(x[u], exact(y, w, s, target=0.0), atol=2e-4)


def test_ten_thousand_skips_leave_the_matrix_positive_definite() -> None:
    y, rng = vectors(2000, 16), np.random.default_rng(4)
    items = rng.integers(0, 2000, 10_000).astype(np.int32)
    strengths = rng.random(10_000).astype(np.float32)
    gram = (np.float32(0.1) * (y.T @ y)).astype(np.float32)
    weights = np.float32(0.3) * strengths
    a = gram + (y[items] * weights[:, None]).T @ y[items] + 0.1 * np.eye(16)
    assert np.linalg.eigvalsh(a).min() > 0
    pulls = np.float32(-0.5) * weights
    u = fold_in(items, weights, pulls, y, gram, np.float32(0.1), np.zeros(16, np.float32), 60, np.float32(1e-6))
    np.testing.assert_allclose(u, np.linalg.solve(a, y[items].T @ pulls), atol=1e-3)


def test_skips_in_training_pull_a_pair_to_zero() -> None:
    rng = np.random.default_rng(5)
    liked = csr_array((rng.random((40, 30)) < 0.3).astype(np.float32))
    skips = np.zeros((40, 30), np.float32)
    skips[:20, 3] = 1
    model = Ials(dimensions=8)
    without = model.fit(Interactions(Histories(liked, nothing(liked.shape))), 0)
    with_skips = model.fit(Interactions(Histories(liked, csr_array(skips))), 0)
    assert np.abs(without.vectors - with_skips.vectors).max() > 1e-3
