"""Chroma: how much of each of the twelve pitch classes sounds (Gómez 2006: peaks, tuning, harmonics)."""

import numpy as np
from numpy.typing import NDArray

from segue.catalog.audio.decode import RATE
from segue.catalog.audio.spectrum import magnitudes

SIZE, HOP = 8192, 4096
_LOWEST_HZ, _HIGHEST_HZ = 65.0, 2100.0  # C2 to C7
_A4_HZ = 440.0
_HARMONICS, _FALL = 4, 0.6  # a peak may be the n-th harmonic of a tone, with weight 0.6 ** (n - 1)
_PART = 0.02  # of a window's highest peak: lower ones are noise


def chroma(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """(n_windows, 12) float64 from C to B, each row with a sum of 1, or of 0 where nothing is pitched."""
    hz = np.fft.rfftfreq(SIZE, 1 / RATE)
    first, last = np.searchsorted(hz, (_LOWEST_HZ, _HIGHEST_HZ * _HARMONICS**0.5))
    windows, places, weights = [], [], []
    count = 0
    for block in magnitudes(samples, SIZE, HOP):
        some = block[:, first - 1 : last + 1]
        mid = some[:, 1:-1]
        peak = (mid > some[:, :-2]) & (mid >= some[:, 2:]) & (mid > _PART * mid.max(axis=1, keepdims=True))
        row, column = np.nonzero(peak)
        left, here, right = (np.log(some[row, column + i] + 1e-9) for i in range(3))
        bend = left - 2 * here + right
        shift = np.where(bend < 0, 0.5 * (left - right) / np.minimum(bend, -1e-9), 0.0)
        places.append((column + first + np.clip(shift, -0.5, 0.5)) * RATE / SIZE)
        weights.append(np.sqrt(mid[row, column]))
        windows.append(row + count)
        count += len(block)
    if not count:
        return np.zeros((0, 12))
    return _folded(np.concatenate(windows), np.concatenate(places), np.concatenate(weights), count)


def _folded(
    window: NDArray[np.intp], hz: NDArray[np.float64], weight: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Peaks of the windows to pitch classes, after the tuning that fits most of them."""
    semitones = 12 * np.log2(hz / _A4_HZ) + 9  # of C
    turning = np.sum(weight * np.exp(2j * np.pi * semitones))
    semitones = semitones - np.angle(turning) / (2 * np.pi)
    found = np.zeros((count, 12))
    for harmonic in range(1, _HARMONICS + 1):
        pitch = semitones - 12 * np.log2(harmonic)
        near = np.round(pitch)
        part = weight * _FALL ** (harmonic - 1) * np.cos(np.pi * (pitch - near)) ** 2
        np.add.at(found, (window, near.astype(int) % 12), part)
    total = found.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = found / np.where(total > 0, total, 1.0)
    return shares
