"""Pool: the best of each kind of entry."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.catalog.search.segment import KINDS

MOST = 64  # entries of a kind that are looked at closely, at least


class Pool(NamedTuple):
    """rows, scores: (4, most) the best of each kind, -1 = none; counts: (4,) how many there are in all; full: one of
    them is so clearly what is meant that slips need not be thought of."""

    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    counts: NDArray[np.int64]
    full: bool


def merged(pools: Sequence[Pool]) -> Pool:
    """The best of several ways over one segment; a row that more than one leads to counts once."""
    most = max(p.rows.shape[1] for p in pools)
    rows = np.full((len(KINDS), most), -1, np.int32)
    scores = np.full((len(KINDS), most), -np.inf, np.float32)
    counts = np.max([p.counts for p in pools], axis=0)
    for kind in range(len(KINDS)):
        all_rows = np.concatenate([p.rows[kind] for p in pools])
        all_scores = np.concatenate([p.scores[kind] for p in pools])
        order = np.argsort(-all_scores, kind="stable")
        order = order[all_rows[order] >= 0]
        _, first = np.unique(all_rows[order], return_index=True)
        best = order[np.sort(first)][:most]
        rows[kind, : len(best)], scores[kind, : len(best)] = all_rows[best], all_scores[best]
        counts[kind] = max(counts[kind], len(best))
    return Pool(rows, scores, counts, any(p.full for p in pools))


def of_kinds(rows: NDArray[np.int32], scores: NDArray[np.float32], bounds: NDArray[np.int64], most: int) -> Pool:
    """A pool of single rows, without repetition. bounds: where each kind begins."""
    found = Pool(
        np.full((len(KINDS), most), -1, np.int32), np.full((len(KINDS), most), -np.inf, np.float32),
        np.zeros(len(KINDS), np.int64), False,
    )  # fmt: skip
    kinds = np.searchsorted(bounds, rows, side="right") - 1
    for kind in range(len(KINDS)):
        here = np.flatnonzero(kinds == kind)
        best = here[np.argsort(-scores[here], kind="stable")][:most]
        found.rows[kind, : len(best)], found.scores[kind, : len(best)] = rows[best], scores[best]
        found.counts[kind] = len(here)
    return found
