"""How far two tracks are from each other as neighbours in a playlist, and a track from a place.

Each part of a distance is 0 to 1. What is not known costs a middling amount, half of it for each track that does not
tell: two unknown tracks side by side are no cheaper than apart, so they do not flock.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segue.playlists.sequence.shapes import Shape
from segue.playlists.sequence.sounds import WHEEL, Sounds

DOUBLE = 0.1  # what a half or a double tempo costs more than the same one
_FARTHEST = WHEEL // 2 + 1  # steps between two keys
_UNKNOWN = 0.2  # for each of two tracks
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    tempo: float = 1.0
    key: float = 1.0
    energy: float = 0.5
    curve: float = 1.5


@dataclass(frozen=True, slots=True)
class Distances:
    """(n, n) each, symmetric. tempo: octaves, half and double folded in, twice over. key: steps on the Camelot wheel
    (a place on, or over to the relative key), of the seven there can be. energy: difference of levels."""

    tempo: Matrix
    key: Matrix
    energy: Matrix

    def together(self, weights: Weights) -> Matrix:
        return weights.tempo * self.tempo + weights.key * self.key + weights.energy * self.energy


def distances(sounds: Sounds) -> Distances:
    return Distances(
        _filled(_tempo(sounds.octave), sounds.octave),
        _filled(_key(sounds.wheel, sounds.ring), sounds.wheel),
        _filled(np.abs(np.subtract.outer(sounds.level, sounds.level)), sounds.level),
    )


def _tempo(octave: NDArray[np.float64]) -> Matrix:
    apart = np.abs(np.subtract.outer(octave, octave))
    folded: Matrix = np.minimum(1.0, np.minimum(2 * apart, 2 * np.abs(apart - 1) + DOUBLE))
    return folded


def _key(wheel: NDArray[np.float64], ring: NDArray[np.float64]) -> Matrix:
    round_ = np.abs(np.subtract.outer(wheel, wheel))
    steps: Matrix = np.minimum(round_, WHEEL - round_) + np.abs(np.subtract.outer(ring, ring))
    return steps / _FARTHEST


def _filled(known: Matrix, column: NDArray[np.float64]) -> Matrix:
    silent = np.isnan(column).astype(np.float64)
    return np.where(np.isnan(known), _UNKNOWN * np.add.outer(silent, silent), known)


def wanted(level: NDArray[np.float64], shape: Shape, keep: int = 0) -> NDArray[np.float64]:
    """(n,) the level each place wants, of those the tracks have: the r-th lowest place the r-th lowest track.

    Places of one height want the mean of theirs. The first `keep` places want what they hold.
    """
    n = len(level)
    target = level.copy()
    known = np.sort(level[keep:][~np.isnan(level[keep:])])
    if not len(known):
        target[keep:] = np.nan
        return target
    _, height, count = np.unique(np.round(shape.levels(n)[keep:], 9), return_inverse=True, return_counts=True)
    ends = np.concatenate([[0], np.cumsum(count)])
    shares = np.interp((np.arange(n - keep) + 0.5) / (n - keep), (np.arange(len(known)) + 0.5) / len(known), known)
    means = np.array([shares[a:b].mean() for a, b in pairwise(ends)])
    target[keep:] = means[height]
    return target


def misplaced(level: NDArray[np.float64], target: NDArray[np.float64]) -> Matrix:
    """(n tracks, n places) how far the level of a track is from what the place wants; 0 where either is not known."""
    return np.nan_to_num(np.abs(np.subtract.outer(level, target)), nan=0.0)
