"""Policies that count, and what of a carousel was seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.learning.bandit import (
    Bools,
    Counting,
    Floats,
    Ints,
    People,
    Rule,
    Tallies,
    at_random,
    best,
    cascade,
    epsilon_greedy,
    explore_then_commit,
    greedy,
    kl_ucb,
    thompson,
)

ITEMS, CARDS = 30, 5
RULES: dict[str, Rule] = {
    "random": at_random,
    "greedy": greedy(100, 0.01),
    "epsilon-greedy": epsilon_greedy(0.3, greedy(100, 0.01), CARDS),
    "explore then commit": explore_then_commit(3),
    "KL-UCB": kl_ucb,
    "Thompson": thompson(1, 9),
}


def people(n: int, groups: int = 1) -> People:
    return People(np.ones((n, 1)), np.arange(n, dtype=np.int64) % groups)


def tallies(seen: list[int], streamed: list[int]) -> Tallies:
    return Tallies(np.array([seen], np.float64), np.array([streamed], np.float64))


def test_what_was_seen_of_a_carousel() -> None:
    streamed = np.array([[0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 1, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 1]], np.bool_)
    seen = cascade(streamed, 3)
    assert seen.astype(int).tolist() == [
        [1, 1, 1, 0, 0],  # nobody touched it: what stands there at first
        [1, 0, 0, 0, 0],
        [1, 1, 1, 1, 0],
        [1, 1, 0, 0, 0],  # up to the first stream
        [1, 1, 1, 1, 1],
    ]
    assert cascade(np.zeros((1, 2), np.bool_), 3).tolist() == [[True, True]]


@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=20), st.integers(1, 8))
def test_a_cascade_is_a_beginning_with_one_stream_at_most_its_last_card(rows: list[list[bool]], at_once: int) -> None:
    streamed = np.array(rows)
    seen = cascade(streamed, at_once)
    assert (np.diff(seen.astype(int), axis=1) <= 0).all()
    assert seen[:, 0].all()
    assert ((streamed & seen).sum(axis=1) == streamed.any(axis=1)).all()


@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_best_is_a_sort_cut_short(k: int, seed: int) -> None:
    scores = np.random.default_rng(seed).permutation(3 * 9).reshape(3, 9).astype(np.float64)
    assert best(scores, k).tolist() == np.argsort(-scores, axis=1)[:, :k].tolist()


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_shows_distinct_items_and_is_decided_by_its_dice(name: str) -> None:
    def week(seed: int) -> list[Ints]:
        policy, rng, shown = Counting(ITEMS, 3, RULES[name]), np.random.default_rng(seed), []
        for _ in range(5):
            some = policy.choose(people(40, 3), CARDS, rng)
            streamed = np.random.default_rng(9).random(some.shape) < 0.2
            policy.learn(people(40, 3), some, streamed, cascade(streamed, 3))
            shown.append(some)
        return shown

    first, again = week(1), week(1)
    for one, two in zip(first, again, strict=True):
        assert one.shape == (40, CARDS)
        assert all(len(set(row)) == CARDS for row in one.tolist())
        assert ((one >= 0) & (one < ITEMS)).all()
        assert np.array_equal(one, two)
    assert any(not np.array_equal(one, two) for one, two in zip(first, week(2), strict=True))


def test_tallies_are_of_what_was_seen_by_whom() -> None:
    policy = Counting(4, 2, at_random)
    shown = np.array([[0, 1, 2], [0, 3, 1], [2, 1, 0]])
    streamed = np.array([[0, 1, 1], [0, 0, 0], [1, 0, 1]], np.bool_)
    policy.learn(People(np.ones((3, 1)), np.array([0, 1, 0])), shown, streamed, cascade(streamed, 2))
    assert policy.tallies.seen.tolist() == [[1, 1, 1, 0], [1, 0, 0, 1]]
    assert policy.tallies.streamed.tolist() == [[0, 1, 1, 0], [0, 0, 0, 0]]


def test_greedy_starts_from_its_guess() -> None:
    score = greedy(100, 0.01)(tallies([0, 100, 100], [0, 0, 9]), np.zeros(1, np.int64), np.random.default_rng(0))
    assert score[0] == pytest.approx([0.01, 0.005, 0.05], abs=1e-6)


def test_epsilon_is_the_share_of_cards_given_up() -> None:
    """The five best are known; others are shown where the coin said so, but for the sixth of them that are the five."""
    known = tallies([1000] * ITEMS, [900 - 20 * i for i in range(ITEMS)])
    groups = np.zeros(4000, np.int64)
    shown = best(epsilon_greedy(0.3, greedy(1, 0.01), CARDS)(known, groups, np.random.default_rng(0)), CARDS)
    assert 0.3 * 25 / 30 - 0.02 < (shown >= CARDS).mean() < 0.3
    none = best(epsilon_greedy(0.0, greedy(1, 0.01), CARDS)(known, groups, np.random.default_rng(0)), CARDS)
    assert (none == np.arange(CARDS)).all()


def test_exploring_ends() -> None:
    rng, groups = np.random.default_rng(0), np.zeros(50, np.int64)
    early = best(explore_then_commit(3)(tallies([2, 9, 9, 0], [0, 1, 8, 0]), groups, rng), 2)
    assert set(early.ravel().tolist()) == {0, 3}
    late = best(explore_then_commit(3)(tallies([3, 9, 9, 3], [0, 1, 8, 0]), groups, rng), 2)
    assert (late == [2, 1]).all()


def test_kl_ucb_is_the_highest_rate_not_ruled_out() -> None:
    known = tallies([0, 10, 1000, 10], [0, 5, 500, 0])
    bound = kl_ucb(known, np.zeros(1, np.int64), np.random.default_rng(0))[0]
    allowed = np.log(1 + known.seen.sum())
    for item in (1, 2, 3):
        n, p, q = known.seen[0, item], known.streamed[0, item] / known.seen[0, item], float(bound[item])
        parts = [p * np.log(p / q) if p > 0 else 0.0, (1 - p) * np.log((1 - p) / (1 - q))]
        assert n * sum(parts) == pytest.approx(allowed, rel=1e-2)
        assert q > p
    assert bound.argmax() == 0  # never seen
    assert bound[1] > bound[2]  # the same rate, less sure


def test_thompson_draws_from_the_posterior_a_direct_computation_gives() -> None:
    """After n views with s streams from Beta(a, b): Beta(a + s, b + n - s), by its mean and variance."""
    a, b, n, s = 1.0, 9.0, 40, 6
    policy = Counting(2, 1, thompson(a, b))
    shown = np.zeros((n, 1), np.int64)
    streamed = (np.arange(n) < s)[:, None]
    policy.learn(people(n), shown, streamed, np.ones_like(streamed))
    draws = policy.rule(policy.tallies, np.zeros(40_000, np.int64), np.random.default_rng(0))
    for item, (hits, misses) in enumerate(((a + s, b + n - s), (a, b))):
        total = hits + misses
        assert draws[:, item].mean() == pytest.approx(hits / total, abs=0.002)
        assert draws[:, item].var() == pytest.approx(hits * misses / total**2 / (total + 1), rel=0.05)


def lived(rule: Rule, chances: Floats, seed: int, rounds: int = 60) -> float:
    """Streams missed against the best cards, the mean listener's."""
    policy, rng, missed = Counting(len(chances), 1, rule), np.random.default_rng(seed), 0.0
    most = np.sort(chances)[-CARDS:].sum()
    for _ in range(rounds):
        shown = policy.choose(people(50), CARDS, rng)
        streamed: Bools = rng.random(shown.shape) < chances[shown]
        policy.learn(people(50), shown, streamed, cascade(streamed, 3))
        missed += float(most - chances[shown].sum(axis=1).mean())
    return missed


@pytest.mark.parametrize("name", sorted(set(RULES) - {"random"}))
def test_every_rule_that_learns_misses_less_than_chance(name: str) -> None:
    rng = np.random.default_rng(3)
    worlds = [rng.beta(1, 6, ITEMS) for _ in range(5)]
    less = [lived(at_random, one, 1) - lived(RULES[name], one, 1) for one in worlds]
    assert min(less) > 0
