"""Key: tonic and mode, from which pitch classes sound how much (Krumhansl & Kessler 1982, correlation as in
Krumhansl 1990). It is an estimate: related keys, a fifth apart or with the same notes, are its usual errors.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_S = 15.0
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


@dataclass(frozen=True, slots=True)
class Key:
    """tonic: 0 = C … 11 = B; fit: -1 to 1, correlation with that key's profile; ahead: by how much of the next best"""

    tonic: int
    major: bool
    fit: float
    ahead: float


def key(chroma: NDArray[np.float64]) -> Key | None:
    """chroma: (n_windows, 12) of `chroma.chroma`. None where nothing is pitched, or everything alike."""
    sounding = chroma[chroma.sum(axis=1) > 0]
    if not len(sounding):
        return None
    classes = sounding.mean(axis=0)
    if classes.std() < 1e-9:
        return None
    profiles = np.array([np.roll(profile, tonic) for profile in (MAJOR, MINOR) for tonic in range(12)])
    fits = np.corrcoef(np.vstack([classes, profiles]))[0, 1:]
    best, next_best = np.argsort(-fits)[:2]
    return Key(int(best % 12), bool(best < 12), float(fits[best]), float(fits[best] - fits[next_best]))
