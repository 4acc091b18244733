"""Chance without state: the same seed and the same row give the same number, and nothing else does."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def seed_of(*parts: object) -> int:
    """A 64-bit seed from what it is to depend on."""
    return int.from_bytes(blake2b("|".join(map(str, parts)).encode(), digest_size=8).digest(), "big")


def uniform(rows: NDArray[np.integer], seed: int) -> NDArray[np.float64]:
    """(n,) in (0, 1), one for each row (SplitMix64; Steele, Lea & Flood, OOPSLA 2014)."""
    z = rows.astype(np.uint64) * _MIX[0] + np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * _MIX[1]
    z = (z ^ (z >> np.uint64(27))) * _MIX[2]
    z ^= z >> np.uint64(31)
    return ((z >> np.uint64(11)).astype(np.float64) + 0.5) / 2**53
