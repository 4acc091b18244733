"""Choose: the rows that fit a query, and which parts of it had to give so that there are some."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.playlists.prompt.match import Mask, Part


@dataclass(frozen=True, slots=True)
class Chosen:
    """rows: (m,) int32 ascending; bonus: (m,) float32, how much better a row fits, in parts; gave: what does not hold
    for all of them"""

    rows: NDArray[np.int32]
    bonus: NDArray[np.float32]
    gave: tuple[Part, ...]


def chosen(parts: Sequence[Part], allowed: Mask, least: int) -> Chosen:
    """parts: in the order in which they give way; allowed: (n,) what may be there at all.

    While fewer than `least` rows fit, the first part without which enough would fit gives way; where no single one is
    to blame, the first that hardly anything fits on its own, else the first.
    """
    held, gave = list(parts), list[Part]()
    masks = {id(part): part.mask for part in parts}
    least = max(1, min(least, int(np.count_nonzero(allowed))))
    while held and _count([masks[id(p)] for p in held], allowed) < least:
        without = [_count([masks[id(p)] for p in held if p is not part], allowed) for part in held]
        alone = [_count([masks[id(part)]], allowed) for part in held]
        enough = [i for i, count in enumerate(without) if count >= least]
        hopeless = [i for i, count in enumerate(alone) if count < least]
        gave.append(held.pop((enough or hopeless or [0])[0]))
    fits = _all([masks[id(p)] for p in held], allowed)
    rows = np.flatnonzero(fits).astype(np.int32)
    bonus = np.zeros(len(rows), np.float32)
    for part in parts:
        bonus += part.fit[rows]
    return Chosen(rows, bonus, tuple(gave))


def _all(masks: Sequence[Mask], allowed: Mask) -> Mask:
    found = allowed.copy()
    for mask in masks:
        found &= mask
    return found


def _count(masks: Sequence[Mask], allowed: Mask) -> int:
    return int(np.count_nonzero(_all(masks, allowed)))
