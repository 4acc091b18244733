"""Listeners before a carousel whose chance of streaming each playlist is known: Deezer's published weights.

The 974,960 listeners of the paper are not here, nine are. Listeners are drawn: 100 kinds, their centres with the
spread of the nine's centre, and around them people with the spread of the nine around it. What policies know of
a person's kind is what k-means finds.
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segue.learning.bandit import Bools, Floats, Ints, People

KINDS = 100
_ROUNDS_OF_LLOYD = 15


@dataclass(frozen=True, slots=True)
class Carousel:
    """weights: (n_items, d) float64, the last of the constant; people: everybody who may come, features with it."""

    weights: Floats
    people: People

    def chances(self, features: Floats) -> Floats:
        """(n, n_items) chance of a stream from each card that is shown."""
        chances: Floats = 1 / (1 + np.exp(-features @ self.weights.T))
        return chances


def table(path: Path) -> tuple[list[str], Floats]:
    """Header and (n, columns) float64 of a file of numbers with commas. Raises ValueError with line and field."""
    try:
        with path.open(encoding="ascii", newline="") as file:
            head, *lines = list(csv.reader(file)) or [[]]
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; see docs/proof for where the data set comes from") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from None
    values = np.empty((len(lines), len(head)))
    for position, line in enumerate(lines, start=2):
        if len(line) != len(head):
            raise ValueError(f"{path} line {position}: want {len(head)} fields, got {len(line)}")
        for name, column, text in zip(head, range(len(head)), line, strict=True):
            values[position - 2, column] = _number(path, position, name, text)
    if not len(values):
        raise ValueError(f"{path}: holds no rows")
    return head, values


def _number(path: Path, position: int, name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{path} line {position}: {name}: want a number, got {text[:40]!r}")
    return number


def load(folder: Path, n: int, seed: int) -> Carousel:
    """n listeners drawn around the released ones."""
    weights = table(folder / "playlist_features.csv")[1]
    head, released = table(folder / "user_features_small.csv")
    known = released[:, [i for i, name in enumerate(head) if name != "segment"]]
    if known.shape[1] + 1 != weights.shape[1]:
        raise ValueError(f"{folder}: {known.shape[1]} features of listeners do not fit {weights.shape[1]} weights")
    if len(known) < 2 or len(weights) < 12:
        raise ValueError(f"{folder}: want two listeners and twelve playlists at least")
    rng, d = np.random.default_rng(seed), known.shape[1]
    centre = known.mean(axis=0)
    between = float(np.sqrt(np.mean(centre**2)))
    within = float(np.sqrt(np.mean(known.var(axis=0, ddof=1))))
    centres = between * rng.standard_normal((KINDS, d))
    taste = centres[rng.integers(0, KINDS, n)] + within * rng.standard_normal((n, d))
    features = np.concatenate([taste, np.ones((n, 1))], axis=1)
    return Carousel(weights, People(features, k_means(taste, KINDS, rng)))


def k_means(points: Floats, k: int, rng: np.random.Generator) -> Ints:
    """(n,) the nearest of k centres, found by S. Lloyd's rounds from points drawn at random."""
    k = min(k, len(points))
    centres = points[rng.choice(len(points), k, replace=False)]
    nearest = np.zeros(len(points), np.int64)
    for _ in range(_ROUNDS_OF_LLOYD):
        nearest = (points @ centres.T - (centres**2).sum(axis=1) / 2).argmax(axis=1).astype(np.int64)
        sizes = np.bincount(nearest, minlength=k)
        totals = np.zeros_like(centres)
        np.add.at(totals, nearest, points)
        centres = np.where(sizes[:, None] > 0, totals / np.maximum(sizes, 1)[:, None], centres)
    return nearest


def streams(chances: Floats, shown: Ints, dice: Floats) -> Bools:
    """(n, k): what was streamed; dice: (n, n_items) uniform, the same for every policy of a round."""
    found: Bools = np.take_along_axis(dice < chances, shown, axis=1)
    return found
