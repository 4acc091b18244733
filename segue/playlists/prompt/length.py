"""Length: how many of the ranked tracks make up the minutes or the number that was asked for."""

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

USUAL = 25  # tracks, where nothing is said
_USUAL_MS = 215_000.0
_SPARE = 8  # tracks more than the minutes need, to choose a last one that fits
_LATE = 3  # tracks at the end of which one may be exchanged
_NEAR_MS = 45_000  # as near as this, nothing is exchanged


def asked_for(minutes: int | None, tracks: int | None, durations_ms: NDArray[np.float64], most: int) -> int:
    """How many tracks to rank. durations_ms: of what fits, NaN = unknown."""
    if tracks is not None:
        return min(tracks, most)
    if minutes is None:
        return USUAL
    known = durations_ms[~np.isnan(durations_ms)]
    usual = float(np.median(known)) if len(known) else _USUAL_MS
    return min(ceil(minutes * 60_000 / max(usual, 1.0) * 1.15) + _SPARE, most)


def cut(minutes: int | None, tracks: int | None, durations_ms: Sequence[float | None]) -> list[int]:
    """Which of the ranked tracks stay: from the best on, up to the number or as near to the minutes as can be."""
    n = len(durations_ms)
    if tracks is not None or minutes is None:
        return list(range(min(n, tracks if tracks is not None else USUAL)))
    known = [d for d in durations_ms if d]
    usual = float(np.median(known)) if known else _USUAL_MS
    each = [float(d) if d else usual for d in durations_ms]
    wanted, total, count = minutes * 60_000.0, 0.0, 0
    while count < n and abs(total + each[count] - wanted) <= abs(total - wanted):
        total += each[count]
        count += 1
    kept = list(range(max(count, min(n, 1))))
    off = sum(each[i] for i in kept) - wanted
    if abs(off) > _NEAR_MS and count < n and len(kept) > 1:
        swaps = [(abs(off - each[a] + each[b]), -a, b) for a in kept[-_LATE:] for b in range(count, n)]
        best, at, other = min(swaps)
        if best < abs(off):
            kept[kept.index(-at)] = other
    return kept
