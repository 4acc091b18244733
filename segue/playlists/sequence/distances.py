"""How far two tracks are from each other as neighbours in a playlist, and a track from a place.

Each part of a distance is 0 to 1. What either of the two does not tell costs what chance would: cheaper, and unknown
tracks would be strewn between known ones to save transitions that can be heard; dearer, and they would be shunned.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segue.playlists.sequence.sounds import WHEEL, Sounds

DOUBLE = 0.1  # what a half or a double tempo costs more than the same one
_FARTHEST = WHEEL // 2 + 1  # steps between two keys
_TEMPO, _KEY, _ENERGY = 0.45, 0.5, 0.2  # of two tracks drawn from real playlists, about
Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    tempo: float = 1.0
    key: float = 1.0
    energy: float = 0.5
    curve: float = 1.5


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Distances:
    """Arrays of one form. tempo: octaves, half and double folded in, twice over. key: steps on the Camelot wheel (a
    place on, or over to the relative key), of the seven there can be. energy: difference of levels."""

    tempo: Column
    key: Column
    energy: Column

    def together(self, weights: Weights) -> Column:
        return weights.tempo * self.tempo + weights.key * self.key + weights.energy * self.energy


def between(sounds: Sounds, a: NDArray[np.int64], b: NDArray[np.int64]) -> Distances:
    """From each of `a` to each of `b`, rows of `sounds` in forms that go together; it is as far as the way back."""
    octaves = np.abs(sounds.octave[a] - sounds.octave[b])
    tempo = np.minimum(1.0, np.minimum(2 * octaves, 2 * np.abs(octaves - 1) + DOUBLE))
    around = np.abs(sounds.wheel[a] - sounds.wheel[b])
    key = (np.minimum(around, WHEEL - around) + np.abs(sounds.ring[a] - sounds.ring[b])) / _FARTHEST
    energy = np.abs(sounds.level[a] - sounds.level[b])
    return Distances(_or(tempo, _TEMPO), _or(key, _KEY), _or(energy, _ENERGY))


def _or(far: Column, by_chance: float) -> Column:
    return np.where(np.isnan(far), by_chance, far)


def wanted(level: Column, heights: Column, keep: int = 0) -> Column:
    """(n,) the level each place wants, of those the tracks have: the r-th lowest place the r-th lowest track.

    heights: (n,) of the curve. Places of one height want the mean of theirs. The first `keep` places want what
    they hold.
    """
    n = len(level)
    target = level.copy()
    known = np.sort(level[keep:][~np.isnan(level[keep:])])
    if not len(known):
        target[keep:] = np.nan
        return target
    _, height, count = np.unique(np.round(heights[keep:], 9), return_inverse=True, return_counts=True)
    ends = np.concatenate([[0], np.cumsum(count)])
    shares = np.interp((np.arange(n - keep) + 0.5) / (n - keep), (np.arange(len(known)) + 0.5) / len(known), known)
    means = np.array([shares[a:b].mean() for a, b in pairwise(ends)])
    target[keep:] = means[height]
    return target


def misplaced(level: Column, target: Column) -> Column:
    """(n tracks, n places) how far the level of a track is from what the place wants; 0 where either is not known."""
    return np.nan_to_num(np.abs(np.subtract.outer(level, target)), nan=0.0)
