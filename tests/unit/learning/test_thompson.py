"""Thompson sampling over features: its posteriors are those of a direct computation, and it learns."""

import numpy as np
import pytest
from scipy.optimize import minimize

from segue.learning.bandit import Bools, Counting, Floats, Ints, People, Policy, at_random, best, cascade
from segue.learning.thompson import LinearThompson, Population, likeliest

D, ITEMS, CARDS = 4, 12, 3
POPULATION = Population(np.array([0.3, -0.2, 0.1, -1.5]), np.diag([0.5, 0.5, 0.5, 0.3]) + 0.1)


def people(n: int, seed: int) -> People:
    rng = np.random.default_rng(seed)
    return People(np.concatenate([rng.standard_normal((n, D - 1)), np.ones((n, 1))], axis=1), np.zeros(n, np.int64))


def sigmoid(x: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-x))
    return found


def one_item(n: int, item: int = 2) -> tuple[LinearThompson, Floats, Floats]:
    """A policy that has heard of n views of one item, in one batch; who saw it, and who streamed."""
    policy, here = LinearThompson(ITEMS, POPULATION, CARDS), people(n, 1)
    hits = np.random.default_rng(2).random(n) < sigmoid(here.features @ np.array([0.8, -0.5, 0.0, -1.0]))
    policy.learn(here, np.full((n, 1), item), hits[:, None], np.ones((n, 1), np.bool_))
    return policy, here.features, hits.astype(np.float64)


@pytest.mark.parametrize("n", [1, 8, 60, 400])
def test_the_posterior_after_n_views_is_that_of_a_direct_computation(n: int) -> None:
    """Its mean is where an optimiser finds the posterior highest, its spread the curvature there."""
    policy, x, y = one_item(n)
    precision = np.linalg.inv(POPULATION.covariance)

    def unlikely(theta: Floats) -> float:
        logit, apart = x @ theta, theta - POPULATION.mean
        return float(np.logaddexp(0, logit).sum() - y @ logit + apart @ precision @ apart / 2)

    theta = minimize(unlikely, POPULATION.mean, tol=1e-10).x
    assert policy.means[2] == pytest.approx(theta, abs=1e-4)
    p = sigmoid(x @ theta)
    draws = policy.draw(60_000, np.random.default_rng(0))[:, 2]
    assert draws.mean(axis=0) == pytest.approx(theta, abs=0.02)
    assert np.cov(draws.T) == pytest.approx(np.linalg.inv(precision + x.T @ np.diag(p * (1 - p)) @ x), abs=0.02)


@pytest.mark.parametrize("sure", [1.0, 30.0, 1000.0])
def test_a_surprise_does_not_send_it_flying(sure: float) -> None:
    """Whoever is sure of the opposite moves towards what was seen, and no further than it takes."""
    hits = np.array([1.0, 0.0, 1.0])
    expected = sure * (1 - 2 * hits)
    spread = 3 * np.random.default_rng(0).standard_normal((3, 5))
    found = likeliest(expected, spread, hits)
    covariance = spread @ spread.T

    def unlikely(logit: Floats) -> float:
        apart = logit - expected
        return float(np.logaddexp(0, logit).sum() - hits @ logit + apart @ np.linalg.solve(covariance, apart) / 2)

    for start in (expected, np.zeros(3), found):
        assert unlikely(found) <= minimize(unlikely, start, tol=1e-12).fun + 1e-5


def test_tastes_stronger_than_expected_are_borne() -> None:
    """Listeners far more decided than the first guess says; undamped steps ended at weights of a thousand here."""
    weights = 8 * world(7)
    policy = LinearThompson(ITEMS, Population.guess(0.01, people(100, 0).features), CARDS, learns=True)
    assert lived(policy, weights, 3) < 0.3 * lived(Counting(ITEMS, 1, at_random), weights, 3)
    assert np.abs(policy.means).max() < 5 * np.abs(weights).max()


def test_what_nobody_saw_says_nothing() -> None:
    policy, _, _ = one_item(20)
    others = np.arange(ITEMS) != 2
    assert policy.means[others] == pytest.approx(np.tile(POPULATION.mean, (ITEMS - 1, 1)))

    def heard(below: bool) -> Floats:
        fresh = LinearThompson(ITEMS, POPULATION, CARDS)
        shown = np.tile(np.arange(4), (10, 1))
        streamed = np.zeros((10, 4), np.bool_)
        streamed[:, 1] = True
        seen = cascade(streamed, 3)
        streamed[:, 2:] = below
        fresh.learn(people(10, 3), shown, streamed, seen)
        return fresh.means

    assert np.array_equal(heard(below=True), heard(below=False))


def test_cards_are_distinct_the_tried_in_front_the_expected_behind() -> None:
    policy, here = one_item(60)[0], people(45, 4)
    policy.n_tried = 1
    shown = policy.choose(here, 6, np.random.default_rng(0))
    assert shown.shape == (45, 6)
    assert all(len(set(row)) == 6 for row in shown.tolist())
    expected = here.features @ policy.means.T
    np.put_along_axis(expected, shown[:, :1], -np.inf, axis=1)
    assert np.array_equal(shown[:, 1:], best(expected, 5))


def lived(policy: Policy, weights: Floats, seed: int, rounds: int = 40) -> float:
    """Streams missed by the mean listener against the best cards."""
    missed = 0.0
    for number in range(rounds):
        here, rng = people(60, 1000 * seed + number), np.random.default_rng([seed, number])
        chances = sigmoid(here.features @ weights.T)
        shown: Ints = policy.choose(here, CARDS, rng)
        got = np.take_along_axis(chances, shown, axis=1)
        streamed: Bools = rng.random(shown.shape) < got
        policy.learn(here, shown, streamed, cascade(streamed, CARDS))
        missed += float((np.sort(chances, axis=1)[:, -CARDS:].sum() - got.sum()) / 60)
    return missed


def world(seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.multivariate_normal(POPULATION.mean, POPULATION.covariance, ITEMS)


def test_it_misses_less_than_chance_and_than_who_treats_all_alike() -> None:
    for seed in range(3):
        weights = world(seed)
        guess = Population.guess(0.1, people(100, 0).features)
        ours = lived(LinearThompson(ITEMS, guess, CARDS, learns=True), weights, seed)
        assert ours < 0.5 * lived(Counting(ITEMS, 1, at_random), weights, seed)
        known = lived(LinearThompson(ITEMS, POPULATION, CARDS), weights, seed)
        assert ours < 2 * known


def test_the_population_is_learnt() -> None:
    """Many items whose weights lie around a centre that the first guess has wrong."""
    n, rng = 60, np.random.default_rng(5)
    centre = np.array([1.0, -1.0, 0.5, 0.0])
    weights = centre + 0.3 * rng.standard_normal((n, D))
    policy = LinearThompson(n, Population.guess(0.1, people(100, 0).features), CARDS, learns=True)
    for number in range(16):
        here = people(n * 10, number)
        shown = np.tile(np.arange(n), 10)[:, None]
        hits = rng.random(len(shown)) < sigmoid((here.features * weights[shown[:, 0]]).sum(axis=1))
        policy.learn(here, shown, hits[:, None], np.ones_like(shown, np.bool_))
    assert policy.population.mean == pytest.approx(centre, abs=0.15)
    spread = np.sqrt(np.diag(policy.population.covariance))
    assert (spread < 0.6).all()  # 0.3 is the truth, 0.6 and 1 were believed at first
    assert np.linalg.eigvalsh(policy.population.covariance).min() > 0


def test_the_same_dice_the_same_week() -> None:
    weights = world(1)
    weeks = [lived(LinearThompson(ITEMS, POPULATION, 2, learns=True), weights, seed, 6) for seed in (1, 1, 2)]
    assert weeks[0] == weeks[1]
    assert weeks[0] != weeks[2]


def test_a_population_of_known_weights_is_their_mean_and_spread() -> None:
    weights = world(2)
    of = Population.of(weights)
    assert of.mean == pytest.approx(weights.mean(axis=0))
    assert of.covariance == pytest.approx(np.cov(weights.T), abs=1e-8)
