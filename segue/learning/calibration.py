"""Calibration: scores as probabilities that keep their word, and how well they do.

Isotonic regression by pool-adjacent-violators (M. Ayer et al., Annals of Mathematical Statistics 1955) where there
is much to learn from, else two numbers (J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999, with
his smoothed targets).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

ENOUGH = 1_000  # outcomes of the rarer kind from which steps are fitted instead of two numbers
_STEPS = 60
_TRUST = 5.0  # in a slope of 1
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """score: (k,) ascending raw scores; share: (k,) the probability at each; between them a straight line."""

    score: Values
    share: Values

    def __call__(self, raw: NDArray[np.floating[Any]]) -> Values:
        """(n,) float64 probabilities."""
        return np.asarray(np.interp(raw, self.score, self.share), np.float64)

    def arrays(self) -> dict[str, Values]:
        return {"score": self.score, "share": self.share}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Raises KeyError or ValueError when it is not one."""
        score, share = np.array(arrays["score"], np.float64), np.array(arrays["share"], np.float64)
        if score.shape != share.shape or score.ndim != 1 or not len(score) or (np.diff(score) < 0).any():
            raise ValueError("a calibration wants ascending scores, each with a share")
        return cls(score, share)


def calibrate(raw: Values, happened: NDArray[np.floating[Any]]) -> Calibration:
    """raw: (n,) log-odds of a part the model was not fitted on; happened: (n,) 0 or 1."""
    if min(happened.sum(), len(happened) - happened.sum()) >= ENOUGH:
        return isotonic(raw, happened)
    return platt(raw, happened)


def platt(raw: Values, happened: NDArray[np.floating[Any]]) -> Calibration:
    """A slope and a bias, at least the two it would have without data; told as points of the curve."""
    yes = float(happened.sum())
    no = len(happened) - yes
    target = np.where(happened > 0.5, (yes + 1) / (yes + 2), 1 / (no + 2))
    known = np.stack([raw, np.ones(len(raw))], axis=1)
    prior, trust = np.array([1.0, 0.0]), np.array([_TRUST, 1e-6])

    def loss(weights: Values) -> float:
        odds = known @ weights
        return float((np.logaddexp(0, odds) - target * odds).sum() + (trust * (weights - prior) ** 2).sum() / 2)

    weights = prior
    for _ in range(50):
        p = expit(known @ weights)
        slope = known.T @ (p - target) + trust * (weights - prior)
        curve = (known * (p * (1 - p))[:, None]).T @ known + np.diag(trust)
        step = np.linalg.solve(curve, slope)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    rise = max(float(weights[0]), 1e-3)
    at = np.linspace(-30.0, 30.0, 601)
    return Calibration(at, np.asarray(expit(rise * at + weights[1]), np.float64))


def isotonic(raw: Values, happened: NDArray[np.floating[Any]]) -> Calibration:
    """Steps that never fall, thinned to 60 points; a share is shrunk by one outcome of each kind."""
    order = np.argsort(raw, kind="stable")
    score, yes = raw[order], happened[order].astype(np.float64)
    sums: list[float] = []
    counts: list[int] = []
    middles: list[float] = []
    for x, y in zip(score.tolist(), yes.tolist(), strict=True):
        total, count, middle = y, 1, x
        while sums and sums[-1] * count >= total * counts[-1]:
            total, count, middle = total + sums.pop(), count + counts.pop(), middle + middles.pop()
        sums.append(total)
        counts.append(count)
        middles.append(middle)
    size = np.array(counts, np.float64)
    share = (np.array(sums) + 1) / (size + 2)
    at = np.array(middles) / size
    share = np.maximum.accumulate(share)
    if len(at) > _STEPS:
        ends = np.cumsum(size)
        keep = np.unique(np.searchsorted(ends, np.linspace(1, ends[-1], _STEPS)))
        at, share = at[keep], share[keep]
    return Calibration(at, share)


def brier(chance: Values, happened: NDArray[np.floating[Any]]) -> float:
    """Mean squared error of probabilities (G. Brier, Monthly Weather Review 1950): 0 = all known."""
    return float(np.mean((chance - happened) ** 2))


def table(chance: Values, happened: NDArray[np.floating[Any]], bins: int = 10) -> list[tuple[int, float, float]]:
    """(count, mean chance, share that happened) of plays sorted by chance, in bins of about equal size."""
    order = np.argsort(chance, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [(len(p), float(chance[p].mean()), float(happened[p].mean())) for p in parts]


def off(chance: Values, happened: NDArray[np.floating[Any]], bins: int = 10) -> float:
    """Expected calibration error: how far the bins of `table` are off, on average."""
    told = table(chance, happened, bins)
    return sum(n * abs(p - y) for n, p, y in told) / max(len(chance), 1)


def auc(score: NDArray[np.floating[Any]], happened: NDArray[np.floating[Any]]) -> float:
    """Chance that one that happened has the higher score, ties half; NaN where all are of one kind."""
    return weighted_auc(np.argsort(score, kind="stable"), score, happened, np.ones(len(score)))


def weighted_auc(
    order: NDArray[np.intp], score: NDArray[np.floating[Any]], happened: NDArray[np.floating[Any]], weight: Values
) -> float:
    """`auc` of rows that count `weight` times each; order: of the scores, ascending."""
    sorted_score, yes = score[order], happened[order] * weight[order]
    no = (1 - happened[order]) * weight[order]
    if not len(order) or not yes.sum() or not no.sum():
        return float("nan")
    ends = np.flatnonzero(np.append(np.diff(sorted_score) != 0, True))
    below = np.cumsum(no)[ends]
    before = np.concatenate([[0.0], below[:-1]])
    tied_yes = np.diff(np.concatenate([[0.0], np.cumsum(yes)[ends]]))
    return float((tied_yes * (before + below) / 2).sum() / (yes.sum() * no.sum()))
