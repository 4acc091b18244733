"""Choosing slates while learning what they are worth: policies that see only what became of what they showed.

A carousel is seen card by card: whoever streams one has seen all before it, whoever streams none has seen the
first few. W. Bendada, G. Salha, T. Bontempelli, "Carousel Personalization in Music Streaming Apps with Contextual
Bandits", RecSys 2020, describe the setting and the policies per group of listeners; the one that learns across
listeners and items is in `thompson.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class People(NamedTuple):
    """features: (n, d) float64; groups: (n,) int64 from 0, who is alike."""

    features: Floats
    groups: Ints


class Policy(ABC):
    """Answers a batch of listeners, then hears what became of it; nothing is heard in between."""

    @abstractmethod
    def choose(self, people: People, k: int, rng: np.random.Generator) -> Ints:
        """(n, k) items, best first, each at most once in a row."""

    @abstractmethod
    def learn(self, people: People, shown: Ints, streamed: Bools, seen: Bools) -> None:
        """shown, streamed, seen: (n, k); what was not seen says nothing."""


def cascade(streamed: Bools, at_once: int) -> Bools:
    """(n, k): seen up to the first stream; the first `at_once` cards where nothing was streamed."""
    k = streamed.shape[1]
    last = np.where(streamed.any(axis=1), streamed.argmax(axis=1), min(at_once, k) - 1)
    seen: Bools = np.arange(k) <= last[:, None]
    return seen


def best(scores: Floats, k: int) -> Ints:
    """(n, k) columns of the highest scores, highest first; k at most the number of columns."""
    k = min(k, scores.shape[1])
    some = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
    found: Ints = np.take_along_axis(some, order, axis=1)
    return found


class Tallies(NamedTuple):
    """How often each item was seen and streamed in each group, (n_groups, n_items) float64 each."""

    seen: Floats
    streamed: Floats


Rule = Callable[[Tallies, Ints, np.random.Generator], Floats]
"""(tallies, (n,) groups of those asked, dice) -> (n, n_items) scores."""


@dataclass(slots=True)
class Counting(Policy):
    """Tallies per group of listeners, and a rule that makes scores of them; one group = the same for all."""

    n_items: int
    n_groups: int
    rule: Rule
    tallies: Tallies = field(init=False)

    def __post_init__(self) -> None:
        self.tallies = Tallies(*(np.zeros((self.n_groups, self.n_items)) for _ in range(2)))

    def choose(self, people: People, k: int, rng: np.random.Generator) -> Ints:
        return best(self.rule(self.tallies, people.groups % self.n_groups, rng), k)

    def learn(self, people: People, shown: Ints, streamed: Bools, seen: Bools) -> None:
        groups = np.repeat(people.groups % self.n_groups, shown.shape[1]).reshape(shown.shape)
        np.add.at(self.tallies.seen, (groups[seen], shown[seen]), 1)
        np.add.at(self.tallies.streamed, (groups[seen & streamed], shown[seen & streamed]), 1)


def at_random(tallies: Tallies, groups: Ints, rng: np.random.Generator) -> Floats:
    return rng.random((len(groups), tallies.seen.shape[1]))


def greedy(trials: float, start: float) -> Rule:
    """The highest rate of streams, each item starting with `trials` imagined views at the rate `start`."""

    def score(tallies: Tallies, groups: Ints, rng: np.random.Generator) -> Floats:
        rates = (tallies.streamed + start * trials) / (tallies.seen + trials)
        # of equals any one: the first items would else be all there is to begin with
        return rates[groups] + 1e-9 * rng.random((len(groups), rates.shape[1]))

    return score


def epsilon_greedy(epsilon: float, rule: Rule, k: int) -> Rule:
    """The best k of a rule, but each of them gives way to an item at random with probability `epsilon`."""

    def score(tallies: Tallies, groups: Ints, rng: np.random.Generator) -> Floats:
        scores = rule(tallies, groups, rng)
        chosen = best(scores, k)
        tried = rng.random(chosen.shape) < epsilon
        lots = np.full(scores.shape, -1.0)
        places = np.broadcast_to(np.arange(k, 0, -1.0), chosen.shape)
        np.put_along_axis(lots, chosen, np.where(tried, -1.0, places), axis=1)
        rows, columns = np.nonzero(tried)
        # a random item takes the place of each card given up
        lots[rows, rng.integers(0, scores.shape[1], len(rows))] = places[rows, columns] - 0.5
        return lots

    return score


def explore_then_commit(views: int) -> Rule:
    """Whatever a group has seen fewer than `views` times, in random order; afterwards the highest rate."""

    def score(tallies: Tallies, groups: Ints, rng: np.random.Generator) -> Floats:
        rates = tallies.streamed / np.maximum(tallies.seen, 1)
        early = (tallies.seen < views)[groups]
        return np.where(early, 1 + rng.random(early.shape), rates[groups])

    return score


def kl_ucb(tallies: Tallies, groups: Ints, rng: np.random.Generator) -> Floats:
    """The highest rate that the tallies do not rule out (O. Cappe et al., Annals of Statistics 41, 2013)."""
    seen, rates = np.maximum(tallies.seen, 1), tallies.streamed / np.maximum(tallies.seen, 1)
    allowed = np.log(1 + tallies.seen.sum(axis=1, keepdims=True)) / seen
    low, high = rates.copy(), np.ones_like(rates)
    for _ in range(20):
        middle = (low + high) / 2
        inside = _divergence(rates, middle) <= allowed
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    bound = np.where(tallies.seen == 0, 2.0, low)
    return bound[groups] + 1e-9 * rng.random((len(groups), bound.shape[1]))


def _divergence(p: Floats, q: Floats) -> Floats:
    """Kullback-Leibler of Bernoulli p from q."""
    q = np.clip(q, 1e-12, 1 - 1e-12)
    return np.where(p > 0, p * np.log(np.maximum(p, 1e-12) / q), 0) + np.where(
        p < 1, (1 - p) * np.log(np.maximum(1 - p, 1e-12) / (1 - q)), 0
    )


def thompson(streams: float, misses: float) -> Rule:
    """A rate drawn from Beta(streams + streamed, misses + seen and not streamed), anew for every listener."""

    def score(tallies: Tallies, groups: Ints, rng: np.random.Generator) -> Floats:
        hits, rest = tallies.streamed + streams, tallies.seen - tallies.streamed + misses
        return rng.beta(hits[groups], rest[groups])

    return score
