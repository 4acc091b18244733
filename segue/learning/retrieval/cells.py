"""Cells: vectors grouped by nearness, so that a search looks into a few groups only (IVF).

J. Sivic, A. Zisserman, "Video Google", ICCV 2003; the variant with one byte per dimension is what faiss calls
`IVF,SQ8`. The centres come from a few rounds of k-means on a sample.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SAMPLE = 48  # vectors per cell that the centres are learnt from
_ROUNDS = 6
_BLOCK = 8192


class Cells(NamedTuple):
    """centres: (c, d) float32; starts: (c + 1,) int64, cell i is order[starts[i]:starts[i + 1]]; order: (n,) int32."""

    centres: NDArray[np.float32]
    starts: NDArray[np.int64]
    order: NDArray[np.int32]


def how_many(n: int) -> int:
    """Cells for n vectors: about sqrt(n), as a power of two."""
    return int(2 ** max(0, round(np.log2(max(n, 1)) / 2)))


def one_cell(vectors: NDArray[np.float32]) -> Cells:
    """Everything together: a search looks at all of it."""
    n, d = vectors.shape
    return Cells(np.zeros((1, d), np.float32), np.array([0, n], np.int64), np.arange(n, dtype=np.int32))


def group(vectors: NDArray[np.float32], seed: int = 0) -> Cells:
    """vectors: (n, d) float32, n >= 1."""
    n, count = len(vectors), how_many(len(vectors))
    rng = np.random.default_rng(seed)
    sample = np.sort(rng.choice(n, min(n, _SAMPLE * count), replace=False))
    some = np.ascontiguousarray(vectors[sample], np.float32)
    centres = some[np.sort(rng.choice(len(some), count, replace=False))]
    for _ in range(_ROUNDS):
        nearest = _nearest(some, centres)
        order = np.argsort(nearest, kind="stable")
        sizes = np.bincount(nearest, minlength=count)
        filled = np.flatnonzero(sizes)
        begins = np.concatenate([[0], np.cumsum(sizes)])[:-1][filled]
        centres[filled] = np.add.reduceat(some[order], begins, axis=0) / sizes[filled, None]
    nearest = _nearest(vectors, centres)
    starts = np.concatenate([[0], np.cumsum(np.bincount(nearest, minlength=count))]).astype(np.int64)
    return Cells(centres, starts, np.argsort(nearest, kind="stable").astype(np.int32))


def longest_first(cells: Cells, vectors: NDArray[np.float32]) -> Cells:
    """The same cells, with the rows of each in order of their vectors' lengths; ties go to the smaller row."""
    cell = np.empty(len(vectors), np.int32)
    cell[cells.order] = np.repeat(np.arange(len(cells.starts) - 1, dtype=np.int32), np.diff(cells.starts))
    lengths = np.concatenate(
        [np.linalg.norm(vectors[i : i + _BLOCK], axis=1) for i in range(0, len(vectors), _BLOCK)] or [np.empty(0)]
    )
    return cells._replace(order=np.lexsort((-lengths, cell)).astype(np.int32))


def _nearest(vectors: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.int32]:
    """(n,) int32: the centre closest to each vector."""
    half = (centres * centres).sum(axis=1) / 2
    out = np.empty(len(vectors), np.int32)
    for start in range(0, len(vectors), _BLOCK):
        part = np.asarray(vectors[start : start + _BLOCK], np.float32)
        out[start : start + len(part)] = (part @ centres.T - half).argmax(axis=1)
    return out
