"""Onset strength: how much begins to sound at each moment (spectral flux of log mel bands, Böck & Widmer 2013)."""

import numpy as np
from numpy.typing import NDArray

from segue.catalog.audio.decode import RATE
from segue.catalog.audio.spectrum import magnitudes

SIZE, HOP = 1024, 256
PER_S = RATE / HOP  # frames a second, 86.1
_BANDS, _LOWEST_HZ, _HIGHEST_HZ = 40, 30.0, 10_000.0
_COMPRESSION = 100.0
_AROUND_S = 0.5  # what is loud all the time does not begin


def onsets(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n_frames,) float32, >= 0; `PER_S` frames a second."""
    bank = _mel()
    rows = [np.log1p(_COMPRESSION * (block @ bank)) for block in magnitudes(samples, SIZE, HOP)]
    if not rows:
        return np.zeros(0, np.float32)
    levels = np.concatenate(rows)
    if len(levels) < 3:
        return np.zeros(0, np.float32)
    flux = np.maximum(levels[2:] - levels[:-2], 0).mean(axis=1)
    width = round(_AROUND_S * PER_S)
    usual = np.convolve(flux, np.full(width, 1 / width), mode="same")
    found: NDArray[np.float32] = np.maximum(flux - usual, 0).astype(np.float32)
    return found


def _mel() -> NDArray[np.float32]:
    """(SIZE // 2 + 1, _BANDS): triangles of equal area, evenly spaced on the mel scale (O'Shaughnessy 1987)."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    hz = np.fft.rfftfreq(SIZE, 1 / RATE)[:, None]
    rising = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    bank = np.maximum(0, np.minimum(rising, falling))
    scaled: NDArray[np.float32] = (bank / np.maximum(bank.sum(axis=0), 1e-9)).astype(np.float32)
    return scaled
