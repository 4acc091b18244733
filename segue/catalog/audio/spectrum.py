"""Spectra of windows of a recording, a block at a time: a long one does not fill the memory."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_BLOCK = 512  # windows


def magnitudes(samples: NDArray[np.float32], size: int, hop: int) -> Iterator[NDArray[np.float32]]:
    """(k, size // 2 + 1) float32 each: magnitudes of Hann windows, one after the other. None where it is shorter."""
    if len(samples) < size:
        return
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    for start in range(0, len(windows), _BLOCK):
        yield np.abs(np.fft.rfft(windows[start : start + _BLOCK] * window)).astype(np.float32)
