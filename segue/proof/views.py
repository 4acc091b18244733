"""Views: what a model is given to see of items, where a proof compares what different knowledge is worth."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import Histories, Interactions, Model
from segue.learning.pooled import pooled

Scorer = Callable[[Histories], NDArray[np.float32]]
"""Histories of n listeners -> (n, n_items) float32, which the caller may write into."""
View = Callable[[Histories, int], Scorer]
"""(what is learnt from, seed) -> what it says."""


def plain(model: Model) -> View:
    """Who likes what beside what, and nothing else."""
    return lambda learnt, seed: model.fit(Interactions(learnt), seed).score


def described(model: Model, content: csr_array) -> View:
    """content: (n_items, n_tags) float32 CSR, rows of length 1 or 0."""
    return lambda learnt, seed: model.fit(Interactions(learnt, content), seed).score


def sounds(model: Model, sound: NDArray[np.float32]) -> View:
    """sound: (n_items, d) float32, as `segue.learning.sound.vectors` makes them."""
    return lambda learnt, seed: model.fit(Interactions(learnt, sound=sound), seed).score


def by_group(model: Model, group_of: NDArray[np.int32]) -> View:
    """The model over groups of items; an item scores what its group does. group_of: (n_items,) int32 from 0."""
    n = int(group_of.max(initial=-1)) + 1

    def fit(learnt: Histories, seed: int) -> Scorer:
        fitted = model.fit(Interactions(pooled(learnt, group_of, n)), seed)
        return lambda asked: fitted.score(pooled(asked, group_of, n))[:, group_of]

    return fit


def measured(bins: NDArray[np.int64], ordered: tuple[bool, ...], belief: float) -> View:
    """Naive Bayes over values in bins: how much likelier an item's bins are in this history than among all items.

    score(j) = sum over values of log P(bin of j | history) - log P(bin), the former with `belief` items' worth of the
    latter and, where neighbouring bins are alike, half of what fell beside. M. E. Maron, "Automatic Indexing: An
    Experimental Inquiry", Journal of the ACM 8, 1961.

    bins: (n_items, n_values) int64 from 0; ordered: of each value, whether neighbouring bins are alike
    """

    def score(asked: Histories) -> NDArray[np.float32]:
        liked = asked.liked
        row = np.repeat(np.arange(liked.shape[0]), np.diff(liked.indptr))
        out = np.zeros(liked.shape, np.float32)
        for of, alike in zip(bins.T, ordered, strict=True):
            counts = np.bincount(of)
            usual = np.maximum(counts, 1) / max(int(counts.sum()), 1)
            found = np.zeros((liked.shape[0], len(usual)))
            np.add.at(found, (row, of[liked.indices]), liked.data)
            if alike:
                beside = np.zeros_like(found)
                beside[:, 1:] += found[:, :-1]
                beside[:, :-1] += found[:, 1:]
                found += beside / 2
            chance = (found + belief * usual) / (found.sum(axis=1, keepdims=True) + belief)
            out += np.log(chance / usual).astype(np.float32)[:, of]
        return out

    return lambda learnt, seed: score
