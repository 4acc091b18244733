"""Fingerprints: Chromaprint's, by its program `fpcalc`. Two encodings of one recording have nearly the same bits."""

import subprocess
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

_TIMEOUT_S = 120.0
_LENGTH_S = 60  # as telling as two minutes, in half the room (docs/library.md)
SAME = 0.85  # of the bits: at least .93 for one recording, at most .59 for two (docs/library.md)
_SHIFT = 80  # items of an eighth of a second by which one may begin later
_LEAST = 60  # items that must overlap


class _Told(msgspec.Struct):
    fingerprint: list[int]


def fingerprint(path: Path, fpcalc: str = "fpcalc") -> NDArray[np.uint32] | None:
    """(n,) uint32, about 8 a second, of the first minute; None where it finds none."""
    command = [fpcalc, "-raw", "-json", "-length", str(_LENGTH_S), str(path)]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603
        told = msgspec.json.decode(ran.stdout, type=_Told).fingerprint
        return np.array(told, np.uint32) if told else None
    except (OSError, subprocess.TimeoutExpired, msgspec.DecodeError, OverflowError):
        return None


def similarity(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """0-1: share of equal bits where they fit best, 0 where they hardly overlap; chance is .5."""
    best = 0.0
    for shift in range(-_SHIFT, _SHIFT + 1):
        a, b = one[max(0, shift) :], other[max(0, -shift) :]
        n = min(len(a), len(b))
        if n >= _LEAST:
            best = max(best, 1 - int(np.bitwise_count(a[:n] ^ b[:n]).sum()) / (32 * n))
    return best
