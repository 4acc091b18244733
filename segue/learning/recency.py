"""Recency: what was heard last speaks loudest for what comes next."""

import numpy as np
from numba import njit

from segue.learning.model import Histories
from segue.learning.rows import Rows, plain, signed
from segue.learning.threads import over_rows


@njit(cache=True, nogil=True)
def _fade(start, stop, starts, items, n_items, tau, asked, values):  # type: ignore[no-untyped-def]
    age = np.full(n_items, -1, np.int64)
    for u in range(start, stop):
        first, last = starts[u], starts[u + 1]
        for e in range(last - 1, first - 1, -1):
            if age[items[e]] < 0:
                age[items[e]] = last - 1 - e
        for f in range(asked.starts[u], asked.starts[u + 1]):
            known = age[asked.columns[f]]
            values[f] = asked.values[f] * np.exp(-np.float32(known if known >= 0 else last - first) / tau)
        for e in range(first, last):
            age[items[e]] = -1


def recent(histories: Histories, skip_weight: float, tau: float) -> Rows:
    """`signed` rows with each item's strength times exp(-plays since it was last heard / tau).

    tau: in plays, 0 = for ever. What is liked but not in the sequence counts as older than all of it; without
    sequences nothing fades. Columns within a row are not sorted.
    """
    asked, sequences = signed(histories, skip_weight), histories.sequences
    if sequences is None or tau == 0:
        return asked
    values = np.empty(len(asked.values), np.float32)
    starts, items = plain(sequences.starts, np.int64), plain(sequences.items, np.int32)
    over_rows(_fade, len(sequences), starts, items, histories.liked.shape[1], np.float32(tau), asked, values)
    return Rows(asked.starts, asked.columns, values)
