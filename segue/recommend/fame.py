"""Fame: three levels of tracks, each with a third of all that is liked here. Niche is most of a catalogue."""

import numpy as np
from numpy.typing import NDArray

LEVELS = 3
NICHE, KNOWN, FAMOUS = range(LEVELS)


def levels(listeners: NDArray[np.floating]) -> NDArray[np.int8]:
    """(n,) int8; listeners: (n,) how many like each track. Tracks liked by equally many are on one level."""
    found = np.zeros(len(listeners), np.int8)
    if not len(listeners) or listeners.sum() <= 0:
        return found
    ordered = np.sort(listeners)
    mass = np.cumsum(ordered) / ordered.sum()
    for level in range(1, LEVELS):
        found += listeners > ordered[np.searchsorted(mass, level / LEVELS)]
    return found
