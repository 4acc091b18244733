"""Spoken: whether it is speech. Speech pauses between syllables and words: within a second, many moments are far below
the mean (Saunders 1996; Scheirer & Slaney 1997). Solo drums do that too, but keep a beat, and solo voices keep a key.
"""

import numpy as np
from numpy.typing import NDArray

from segue.catalog.audio.decode import RATE

_MOMENT = RATE // 50  # samples
_AROUND = 50  # moments
_LOW = 0.5  # of the mean of the second around it
_PAUSES, _BEAT, _KEY = 0.30, 0.75, 0.6  # speech has more of the first and less of the others


def spoken(samples: NDArray[np.float32], agreement: float, fit: float) -> bool:
    """agreement: of the windows on a tempo (`Tempo.agreement`); fit: of the best key (`Key.fit`)."""
    return pauses(samples) > _PAUSES and agreement < _BEAT and fit < _KEY


def pauses(samples: NDArray[np.float32]) -> float:
    """0-1, share of moments of 20 ms with less than half the mean amplitude of their second."""
    whole = len(samples) // (_MOMENT * _AROUND) * _MOMENT * _AROUND
    if not whole:
        return 0.0
    levels = np.sqrt(np.square(samples[:whole].reshape(-1, _MOMENT)).mean(axis=1)).reshape(-1, _AROUND)
    sounding = levels[levels.mean(axis=1) > 1e-5]
    return float((sounding < _LOW * sounding.mean(axis=1, keepdims=True)).mean()) if len(sounding) else 0.0
