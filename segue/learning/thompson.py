"""Thompson sampling over listeners' features, the items' weights drawn from one population that is learnt, too.

    P(stream | listener x, item i) = sigmoid(x' theta_i),   theta_i ~ N(mean, covariance)

Each item's posterior is a normal one: every batch adds the curvature and the pull of its log-likelihood at the place
where it and what was believed before are likeliest together (D. J. C. MacKay, "The evidence framework applied to
classification networks", Neural Computation 4, 1992; O. Chapelle, L. Li, "An empirical evaluation of Thompson
sampling", NIPS 2011). Mean and
covariance of the population are climbed by expectation maximisation as data comes in (D. V. Lindley, A. F. M. Smith,
"Bayes estimates for the linear model", JRSS B 34, 1972), so that an item hardly seen is believed to be like the others
and not like a blank sheet.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.linalg import lapack

from segue.learning.bandit import Bools, Floats, Ints, People, Policy, best

_STEPS, _HALVINGS, _SETTLED = 30, 30, 1e-9
_SHARE = 20  # listeners of a batch share a draw: one for all would try the same few items on everybody
_BELIEF = 20  # items' worth of belief in the first guess of the covariance


@dataclass(frozen=True, slots=True)
class Population:
    """Where items' weights come from. mean: (d,) float64; covariance: (d, d) float64, positive definite."""

    mean: Floats
    covariance: Floats

    @classmethod
    def guess(cls, rate: float, features: Floats) -> Self:
        """Before anything is known: streams at `rate`, the last feature being constant, and as much spread from
        the taste of listeners (n, d) as between items."""
        d = features.shape[1]
        mean = np.zeros(d)
        mean[-1] = np.log(rate / (1 - rate))
        spread = np.full(d, 1 / max(float((features[:, :-1] ** 2).sum(axis=1).mean()), 1e-9))
        spread[-1] = 1.0
        return cls(mean, np.diag(spread))

    @classmethod
    def of(cls, weights: Floats) -> Self:
        """Of known weights (n_items, d)."""
        return cls(weights.mean(axis=0), np.cov(weights.T) + 1e-9 * np.eye(weights.shape[1]))


class LinearThompson(Policy):
    """n_tried: only so many cards in front are drawn from the posterior, the others are the best by its mean: what
    is seldom seen teaches little, so little is risked there.

    learns: the population, too, after 1, 2, 4, 8, ... batches; else the first one is kept
    """

    def __init__(self, n_items: int, population: Population, n_tried: int, learns: bool = False) -> None:
        d = len(population.mean)
        self.population, self.n_tried, self.learns = population, n_tried, learns
        self.means = np.tile(population.mean, (n_items, 1))  # (n_items, d), of the posteriors
        self._first, self._batches = population, 0
        self._curvature, self._pull = np.zeros((n_items, d, d)), np.zeros((n_items, d))
        self._spread = np.empty((n_items, d, d))  # W with W W' = the posterior's covariance
        self._settle(np.arange(n_items))

    def choose(self, people: People, k: int, rng: np.random.Generator) -> Ints:
        features = people.features
        draws = self.draw(-(-len(features) // _SHARE), rng)
        scores = np.empty((len(features), len(self.means)))
        for number, weights in enumerate(draws):
            scores[number :: len(draws)] = features[number :: len(draws)] @ weights.T
        tried = best(scores, min(self.n_tried, k))
        if tried.shape[1] == k:
            return tried
        expected = features @ self.means.T
        np.put_along_axis(expected, tried, -np.inf, axis=1)
        return np.concatenate([tried, best(expected, k - tried.shape[1])], axis=1)

    def draw(self, n: int, rng: np.random.Generator) -> Floats:
        """(n, n_items, d) weights, n draws from each posterior."""
        dice = rng.standard_normal((*self.means.shape, n))
        drawn: Floats = self.means + (self._spread @ dice).transpose(2, 0, 1)
        return drawn

    def learn(self, people: People, shown: Ints, streamed: Bools, seen: Bools) -> None:
        rows, places = np.nonzero(seen)
        items, hits = shown[rows, places], streamed[rows, places].astype(np.float64)
        order = np.argsort(items, kind="stable")
        items, rows, hits = items[order], rows[order], hits[order]
        met, starts = np.unique(items, return_index=True)
        ends = np.append(starts[1:], len(items))
        for item, a, b in zip(met, starts, ends, strict=True):
            x, y = people.features[rows[a:b]], hits[a:b]
            logit = likeliest(x @ self.means[item], x @ self._spread[item], y)
            p = _sigmoid(logit)
            w = p * (1 - p)
            self._curvature[item] += (x.T * w) @ x
            self._pull[item] += x.T @ (w * logit + y - p)
        self._settle(met)
        self._batches += 1
        if self.learns and self._batches & (self._batches - 1) == 0:
            self._learn_population()

    def _settle(self, items: Ints) -> None:
        """Posteriors of these items from what was heard of them."""
        precision = np.linalg.inv(self.population.covariance)
        pull = precision @ self.population.mean + self._pull[items]
        lower = np.linalg.cholesky(precision + self._curvature[items])
        spread = lower.transpose(0, 2, 1)
        for one in spread:
            one[:] = lapack.dtrtri(one, overwrite_c=1)[0]  # a third of what `inv` would cost
        self.means[items] = (spread @ (spread.transpose(0, 2, 1) @ pull[..., None]))[..., 0]
        self._spread[items] = spread

    def _learn_population(self) -> None:
        """One step of expectation maximisation."""
        centre = self.means.mean(axis=0)
        apart = self.means - centre
        wide = self._spread.transpose(1, 0, 2).reshape(len(centre), -1)
        total = apart.T @ apart + wide @ wide.T + _BELIEF * self._first.covariance
        self.population = Population(centre, total / (len(apart) + _BELIEF))
        self._settle(np.arange(len(apart)))


def likeliest(expected: Floats, spread: Floats, hits: Floats) -> Floats:
    """(n,) logits where their normal prior times the likelihood of `hits`, 0 or 1, is highest.

    expected: (n,) of the prior; spread: (n, d), the prior's covariance being spread @ spread.T

    Newton's steps in the space of the observations, halved while they lead down: a step as it is flies off wherever
    the prior is sure of the opposite (C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning",
    2006, algorithm 3.1).
    """
    covariance, n = spread @ spread.T, len(hits)
    at, logit = np.zeros(n), expected  # logit = expected + covariance @ at
    height = _height(logit, hits)
    for _ in range(_STEPS):
        p = _sigmoid(logit)
        w = p * (1 - p)
        root = np.sqrt(w)
        pull = w * (logit - expected) + hits - p
        inside = np.eye(n) + root[:, None] * covariance * root
        way = pull - root * np.linalg.solve(inside, root * (covariance @ pull)) - at
        ahead, share = covariance @ way, 1.0
        for _ in range(_HALVINGS):
            tried, there = at + share * way, logit + share * ahead
            new = _height(there, hits) - float(tried @ (there - expected)) / 2
            if new >= height:
                break
            share /= 2
        else:
            break
        gained, at, logit, height = new - height, tried, there, new
        if gained < _SETTLED:
            break
    return logit


def _height(logit: Floats, hits: Floats) -> float:
    """The log-likelihood."""
    return float(hits @ logit - np.logaddexp(0, logit).sum())


def _sigmoid(logit: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
    return found
