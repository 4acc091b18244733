"""Tempo: beats a minute, from how onsets repeat.

In windows of some seconds, the autocorrelation of the onset strength (peaks at the beat and at its multiples) times
its spectrum (peaks at the beat and at its parts) leaves the beat itself (Peeters 2006). Between it, its half and its
double, where people differ too, a log-normal preference around a walking pace decides (Parncutt 1994).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.catalog.audio.onsets import PER_S

LEAST_S = 15.0  # of sound: below, every tool measured guesses
LOW, HIGH = 50.0, 215.0  # beats a minute
_WINDOW_S, _STEP_S = 10.0, 2.5
_GRID = 480  # candidates, evenly spaced in log tempo
_WALKING, _WIDE = 110.0, 0.7  # beats a minute; octaves
_REPEATS = {0.5: 1.0, 1: 1.0, 2: 1.0, 4: 1.0}  # beats after which onsets return: within it, and in bars of it
_PULSES = {1: 1.0, 2: 1.0, 4: 0.5}  # times as fast as the beat that onsets may come
_SAME = 0.04  # share by which two tempos may differ
STEADY = 0.5  # of the windows must agree, octaves and thirds aside


@dataclass(frozen=True, slots=True)
class Tempo:
    """agreement: 0-1, share of the windows that find this tempo, its half, double or third."""

    bpm: float
    agreement: float


def tempo(strength: NDArray[np.float32]) -> Tempo | None:
    """strength: (n_frames,) of `onsets`. None where nothing begins, or it is too short."""
    size, step = round(_WINDOW_S * PER_S), round(_STEP_S * PER_S)
    if len(strength) < round(LEAST_S * PER_S) - size // size or not strength.any():
        return None
    windows = np.lib.stride_tricks.sliding_window_view(strength, size)[::step]
    windows = windows[windows.std(axis=1) > 1e-6]
    if not len(windows):
        return None
    bpms = np.geomspace(LOW, HIGH, _GRID)
    strengths = _salience(windows, bpms)
    preferred = np.exp(-0.5 * (np.log2(bpms / _WALKING) / _WIDE) ** 2)
    total = strengths.mean(axis=0)
    best = _refined(bpms, total * preferred)
    return Tempo(best, _agreement(bpms, strengths * preferred, best))


def _salience(windows: NDArray[np.float32], bpms: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n_windows, n_bpms), each row with a maximum of 1."""
    size = windows.shape[1]
    centred = windows - windows.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 4 * size)
    power = np.abs(spectrum) ** 2
    correlation = np.fft.irfft(power)[:, :size] / np.arange(size, 0, -1)
    correlation /= correlation[:, :1] + 1e-12
    lags, bins = 60 * PER_S / bpms, bpms / 60 / PER_S * 4 * size
    magnitude = np.sqrt(power)
    repeated = np.sum([w * np.maximum(_at(correlation, lags * beats), 0) for beats, w in _REPEATS.items()], axis=0)
    heard = np.sum([w * _at(magnitude, bins * times) for times, w in _PULSES.items()], axis=0)
    found: NDArray[np.float64] = repeated * heard
    scaled: NDArray[np.float64] = found / (found.max(axis=1, keepdims=True) + 1e-12)
    return scaled


def _at(rows: NDArray[np.float64], where: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows read between their columns, linearly."""
    low = np.minimum(where.astype(int), rows.shape[1] - 2)
    part = np.clip(where - low, 0, 1)
    between: NDArray[np.float64] = rows[:, low] * (1 - part) + rows[:, low + 1] * part
    return between


def _refined(bpms: NDArray[np.float64], score: NDArray[np.float64]) -> float:
    """The highest point of a parabola through the best candidate and its neighbours."""
    i = int(np.argmax(score))
    if not 0 < i < len(score) - 1:
        return float(bpms[i])
    left, mid, right = score[i - 1 : i + 2]
    bend = left - 2 * mid + right
    shift = 0.5 * (left - right) / bend if bend else 0.0
    return float(bpms[i] * (bpms[i + 1] / bpms[i]) ** shift)


def _agreement(bpms: NDArray[np.float64], strengths: NDArray[np.float64], bpm: float) -> float:
    each = bpms[strengths.argmax(axis=1)]
    off = np.stack([np.abs(each * ratio / bpm - 1) for ratio in (1, 2, 0.5, 3, 1 / 3, 1.5, 2 / 3)])
    return float((off.min(axis=0) < _SAME).mean())
