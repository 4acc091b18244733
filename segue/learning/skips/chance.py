"""Chance: a fitted, calibrated P(skip). A line and trees, mixed as the latest part of the past wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from segue.learning.calibration import Calibration, calibrate
from segue.learning.skips.columns import PLACE, allowed
from segue.learning.skips.line import Line, draw, guess
from segue.learning.trees.flat import Trees
from segue.learning.trees.grow import Growth, NoTrees, Table, grow

ENOUGH, ENOUGH_RARE = 1_500, 150  # plays, and those of the rarer outcome, from which trees are grown
_LATEST = 0.2  # share of the plays that is validation
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
GROWTH = Growth(rounds=400, leaves=12, rate=0.04, least_rows=40, ridge=20.0)
_ODDS = np.linspace(-8.0, 8.0, 161)
_UNDECIDED = Calibration(_ODDS, np.asarray(expit(_ODDS), np.float64))


@dataclass(frozen=True, slots=True)
class Chance:
    """names: its columns, among `segue.learning.skips.columns.ALL`; share: of the trees in the sum, 0-1."""

    names: tuple[str, ...]
    line: Line
    trees: Trees | None
    share: float
    calibration: Calibration

    def raw(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        """(n,) log-odds before calibration. columns: (n, N) as `segue.learning.skips.past.know` writes them."""
        rows = np.ascontiguousarray(columns[:, [PLACE[name] for name in self.names]])
        found = (1 - self.share) * self.line.score(rows)
        if self.trees is not None and self.share:
            found += self.share * self.trees.score(rows)
        return found

    def __call__(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        """(n,) probabilities."""
        return self.calibration(self.raw(columns))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        found: dict[str, NDArray[np.generic]] = {"names": np.array(self.names), "share": np.array([self.share])}
        parts: dict[str, Any] = {"line": self.line, "calibration": self.calibration}
        parts |= {"trees": self.trees} if self.trees is not None else {}
        for name, part in parts.items():
            found |= {f"{name}.{key}": one for key, one in part.arrays().items()}
        return found

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Raises KeyError or ValueError for what is not a saved one, and for columns that this version has not."""

        def part(name: str) -> dict[str, Any]:
            return {key[len(name) + 1 :]: one for key, one in arrays.items() if key.startswith(f"{name}.")}

        names = allowed(map(str, arrays["names"]))
        trees = Trees.from_arrays(part("trees")) if "trees.root" in arrays else None
        line = Line.from_arrays(part("line"))
        if len(line.weights) != len(names) or (trees is not None and trees.width != len(names)):
            raise ValueError(f"the skip model is not of its {len(names)} columns")
        calibration = Calibration.from_arrays(part("calibration"))
        return cls(names, line, trees, float(np.asarray(arrays["share"])[0]), calibration)


def unlearnt(names: Sequence[str]) -> Chance:
    """Before anything was learnt: the listener's own rates."""
    return Chance(allowed(names), guess(allowed(names)), None, 0.0, _UNDECIDED)


def fit(
    names: Sequence[str],
    columns: NDArray[np.float32],
    happened: NDArray[np.float32],
    seed: int,
    growth: Growth = GROWTH,
) -> Chance:
    """Deterministic for equal data and seed.

    columns: (n, N) in order of time, all of them before what is to be predicted; happened: (n,) 0 or 1. The latest
    fifth says how many trees, how much of them, and what the scores are worth as probabilities; then everything is
    fitted again on all of it.

    Raises:
        Leak: a name is of a column that is not known before the play.
    """
    names = allowed(names)
    rows = np.ascontiguousarray(columns[:, [PLACE[name] for name in names]])
    edge = int(len(rows) * (1 - _LATEST))
    early, late = happened[:edge], happened[edge:]
    if min(early.sum(), edge - early.sum()) < 5 or min(late.sum(), len(late) - late.sum()) < 5:
        return replace(unlearnt(names), line=draw(names, rows, happened))
    line = draw(names, rows[:edge], early)
    raw, share, trees = line.score(rows[edge:]), 0.0, None
    rare = min(happened.sum(), len(happened) - happened.sum())
    if len(rows) >= ENOUGH and rare >= ENOUGH_RARE:
        try:
            trees = grow(Table(rows[:edge], early), growth, seed, Table(rows[edge:], late))
        except NoTrees:
            trees = None
    if trees is not None:
        grown = trees.score(rows[edge:])
        mixed = [(1 - s) * raw + s * grown for s in _SHARES]
        best = int(np.argmin([_surprise(one, late) for one in mixed]))
        raw, share = mixed[best], _SHARES[best]
    calibration = calibrate(raw, late)
    if trees is not None and share:
        again = replace(growth, rounds=max(len(trees.root), 1))
        trees = grow(Table(rows, happened), again, seed)
    return Chance(names, draw(names, rows, happened), trees if share else None, share, calibration)


def _surprise(raw: NDArray[np.float64], happened: NDArray[np.float32]) -> float:
    """Log loss."""
    return float(np.mean(np.logaddexp(0, np.where(happened > 0.5, -raw, raw))))
