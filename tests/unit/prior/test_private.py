"""No listener can be read from a hidden prior: an attack that knows nearly everything, and works without the noise.

The attacker knows everybody's history but not whether one listener, whose history is known too, is in the prior.
Half of the priors hold them. The attacker sees what a prior is made of (the numbers that `hide` gives away) and uses
the best test there is against Gaussian noise: how far the numbers lie along what this listener would add.
"""

import numpy as np
import pytest
from scipy.sparse import csr_array, vstack
from scipy.stats import norm

from segue.prior import private
from segue.prior.build import learnt
from segue.prior.file import read, write
from segue.prior.learn import Size
from segue.prior.pairs import Pairs
from segue.prior.prior import Manifest
from segue.prior.private import CAP, Budget, Noise, capped, hide
from segue.prior.show import nearest, row_of
from tests.unit.prior.conftest import ARTISTS, STYLES, heard_of, histories, name, style

MADE = Manifest("a test", "2026-11-21", "", 0, 0, 0)
WIDTH = STYLES * ARTISTS
POPULATION = 400
TRIALS = 120
EVERYTHING = -np.inf  # a bar that everything passes: what it hides is asked by a test of its own


def victim() -> np.ndarray:
    """CAP artists across all styles: nobody else's history looks like it, and none of it is capped away."""
    row = np.zeros((1, WIDTH), np.bool_)
    row[0, np.arange(CAP) * WIDTH // CAP] = True
    return row


def told(pairs: Pairs) -> np.ndarray:
    """All numbers given away, in the order of the artists: listeners, population, upper triangle, diagonal."""
    order = np.argsort(pairs.names)
    dense = np.asarray(pairs.together.todense())[np.ix_(order, order)] + np.diag(pairs.mass[order])
    return np.concatenate([pairs.listeners[order], [pairs.population], dense[np.triu_indices(len(order))]])


def guesses(noise: Noise, monkeypatch: pytest.MonkeyPatch, trials: int = TRIALS) -> float:
    """Share of right guesses over so many priors, half of them with the victim in."""
    monkeypatch.setattr(private, "_CLEAR", -np.inf)  # the attacker sees the weak pairs too
    others, with_them = histories(POPULATION, 3), np.concatenate([histories(POPULATION, 3), victim()])
    others[np.cumsum(others, axis=1) > CAP] = False  # so that capping draws nothing by chance
    with_them[:-1] = others
    silent = Noise(0.0, 0.0, EVERYTHING)
    out, inside = (told(hide(heard_of(rows), silent, np.random.default_rng(0))) for rows in (others, with_them))
    scale = np.full(len(out), max(noise.pairs, 1e-9))
    scale[: WIDTH + 1] = max(noise.counts, 1e-9)
    added, middle = (inside - out) / scale**2, (inside + out) / 2
    right = 0
    for trial in range(trials):
        member = bool(trial % 2)
        seen = told(hide(heard_of(with_them if member else others), noise, np.random.default_rng(1_000 + trial)))
        right += bool((seen - middle) @ added > 0) == member
    return right / trials


@pytest.mark.parametrize("epsilon", [pytest.param(1.0, marks=pytest.mark.slow), 4.0])
def test_a_listener_cannot_be_told_from_a_hidden_prior(epsilon, monkeypatch):
    budget = Budget(epsilon)
    noise = Noise.of(budget)
    found = guesses(Noise(noise.counts, noise.pairs, EVERYTHING), monkeypatch)
    bound = float(norm.cdf(budget.mu / 2))
    assert found <= bound + 3 * np.sqrt(bound * (1 - bound) / TRIALS)
    assert bound < np.exp(epsilon) / (1 + np.exp(epsilon))  # what epsilon alone would promise


def test_without_noise_the_same_attack_is_always_right(monkeypatch):
    assert guesses(Noise(0.0, 0.0, EVERYTHING), monkeypatch, 40) == 1.0


def test_with_an_eighth_of_the_noise_the_attack_beats_the_bound(monkeypatch):
    """So the test above would notice noise that is too small."""
    budget = Budget(4.0)
    noise = Noise.of(budget)
    found = guesses(Noise(noise.counts / 8, noise.pairs / 8, EVERYTHING), monkeypatch)
    bound = float(norm.cdf(budget.mu / 2))
    assert found > bound + 3 * np.sqrt(bound * (1 - bound) / TRIALS)


def test_what_one_listener_adds_is_within_what_the_noise_is_made_for(monkeypatch):
    """mu is the length of it, in standard deviations, for the listener who adds most."""
    monkeypatch.setattr(private, "_CLEAR", -np.inf)
    budget, silent = Budget(1.0), Noise(0.0, 0.0, EVERYTHING)
    noise = Noise.of(budget)
    others = np.ones((3, WIDTH), np.bool_) & (np.arange(WIDTH) < CAP)
    out = told(hide(heard_of(others), silent, np.random.default_rng(0)))
    for size in (1, 2, CAP // 2, CAP):
        row = np.zeros((1, WIDTH), np.bool_)
        row[0, :size] = True
        change = told(hide(heard_of(np.concatenate([others, row])), silent, np.random.default_rng(0))) - out
        change[: CAP + 1] /= noise.counts
        change[CAP + 1 :] /= noise.pairs
        length = float(np.linalg.norm(change))
        assert length <= budget.mu * 1.0001
    assert length == pytest.approx(budget.mu, rel=0.01)


def test_epsilon_becomes_mu_as_published():
    """Corollary 2.13 of Dong, Roth and Su: mu 1 is (1, 0.1269)-private."""
    assert private._delta(1.0, 1.0) == pytest.approx(0.1269, abs=1e-4)
    budget = Budget(1.0, 2 * 0.1269)
    assert budget.mu == pytest.approx(1.0, abs=1e-3)
    assert Budget(0.5).mu < Budget(1.0).mu < Budget(4.0).mu


def test_an_artist_that_one_listener_hears_is_not_named():
    rows = np.concatenate([histories(3_000, 4), victim()])
    alone = np.zeros((len(rows), 1), np.bool_)
    alone[-1] = True
    hidden = hide(heard_of(np.concatenate([rows, alone], axis=1)), Noise.of(Budget(4.0)), np.random.default_rng(5))
    assert name(WIDTH) not in hidden.names
    assert len(hidden.names) > WIDTH / 2


def test_a_listener_counts_with_few_artists_drawn_by_chance():
    wide = csr_array(np.ones((2, 500), np.float32))
    one, other = (capped(wide, np.random.default_rng(seed)) for seed in (1, 2))
    assert [int(n) for n in np.diff(one.indptr)] == [CAP, CAP]
    assert set(one.indices[:CAP]) != set(other.indices[:CAP])


def test_a_small_home_is_told_that_it_cannot_hide_anybody():
    with pytest.raises(ValueError, match="too few listeners to hide one among the others: an artist is named from"):
        learnt(heard_of(histories(20, 1)), Size(), MADE, 1, budget=Budget(1.0))


def test_a_hidden_prior_still_knows_what_is_heard_together(tmp_path):
    prior = learnt(heard_of(histories(3_000, 1)), Size(), MADE, 1, budget=Budget(4.0))
    write(prior, tmp_path / "a.prior")
    prior = read(tmp_path / "a.prior", verify=True)
    assert prior.manifest.private == str(Budget(4.0))
    assert abs(prior.manifest.listeners - 3_000) < 200
    right = [
        style(one.name) == style(prior.name(row)) for row in range(len(prior)) for one in nearest(prior, row, 5)
    ]  # fmt: skip
    assert np.mean(right) > 0.9
    vectors = prior.vectors(np.arange(len(prior), dtype=np.int32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    of = np.array([style(prior.name(row)) for row in range(len(prior))])
    alike = vectors @ vectors.T
    same = of[:, None] == of[None]
    assert alike[same].mean() > alike[~same].mean() + 0.3


def test_the_noise_is_not_drawn_from_the_seed():
    """Who knows the seed would take it off again: two builds with the same seed differ."""
    one, other = (learnt(heard_of(histories(2_000, 1)), Size(), MADE, 7, budget=Budget(4.0)) for _ in range(2))
    row = row_of(other, one.name(0))
    assert row is None or not np.array_equal(one.near(0)[1], other.near(row)[1])


def test_capping_keeps_who_hears_little(tmp_path):
    rows = csr_array(vstack([csr_array(np.eye(1, 50, dtype=np.float32)), csr_array(np.ones((1, 50), np.float32))]))
    assert np.diff(capped(rows, np.random.default_rng(1)).indptr).tolist() == [1, CAP]
