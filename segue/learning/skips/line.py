"""Line: a logistic regression shrunk to a sensible guess, so that it says something before there is anything to learn.

With no rows it is the guess itself; each column moves away from it as far as the rows insist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

_GUESS = {
    "recent": 0.5, "session_rate": 0.25, "session_fading": 0.25, "track_rate": 0.5, "artist_rate": 0.5,
    "hour_rate": 0.5, "device_rate": 0.25, "activity_rate": 0.25,
}  # fmt: skip
_CODES = frozenset(("hour", "weekday", "began"))  # numbers of things, of which no line can be drawn
_RIDGE = 20.0  # of columns of unit size
_STEPS = 25


@dataclass(frozen=True, slots=True)
class Line:
    """weights: (width,) of the columns as they come; bias: log-odds"""

    weights: NDArray[np.float64]
    bias: float

    def score(self, rows: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """(n,) log-odds."""
        return np.asarray(rows @ self.weights + self.bias, np.float64)

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        return {"weights": self.weights, "bias": np.array([self.bias])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        return cls(np.array(arrays["weights"], np.float64), float(np.asarray(arrays["bias"])[0]))


def guess(names: Sequence[str]) -> Line:
    """Without any data."""
    return Line(np.array([_GUESS.get(name, 0.0) for name in names], np.float64), 0.0)


def draw(names: Sequence[str], rows: NDArray[np.float32], happened: NDArray[np.float32]) -> Line:
    """By Newton's method. rows: (n, len(names)) finite; happened: (n,) 0 or 1."""
    before = guess(names)
    if not len(rows):
        return before
    size = np.array(
        [0.0 if name in _CODES else s for name, s in zip(names, rows.std(axis=0, dtype=np.float64), strict=True)]
    )
    used = size > 1e-6
    known = np.column_stack([rows[:, used] / size[used], np.ones(len(rows))]).astype(np.float64)
    prior = np.append(before.weights[used] * size[used], 0.0)
    ridge = np.append(np.full(int(used.sum()), _RIDGE), 1.0)
    weights = prior.copy()
    for _ in range(_STEPS):
        p = expit(known @ weights)
        slope = known.T @ (p - happened) + ridge * (weights - prior)
        curve = (known * np.maximum(p * (1 - p), 1e-4)[:, None]).T @ known + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        whole = max(float(np.abs(step).max()), 1e-12)
        weights = weights - step * min(1.0, 2.0 / whole)  # a whole one may lead out of all reason
        if whole < 1e-7:
            break
    found = np.zeros(len(names))
    found[used] = weights[:-1] / size[used]
    return Line(found, float(weights[-1]))
