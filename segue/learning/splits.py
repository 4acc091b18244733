"""What to learn from and what to hold out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

FEWEST_LIKES = 5  # listeners with fewer keep everything: too little would be left to learn from


@dataclass(frozen=True, slots=True)
class Split:
    """Two matrices of the same shape whose entries do not meet and together are the original."""

    train: csr_array
    held_out: csr_array


def hold_out_at_random(liked: csr_array, share: float, seed: int) -> Split:
    """Hold out about `share` of each listener's likes, at least one of every listener with five or more.

    Deterministic by seed.
    """
    order = np.random.default_rng(seed).random(liked.nnz)
    return _hold_out_highest(liked, order, share)


def hold_out_last(liked: csr_array, times: NDArray[np.generic], share: float) -> Split:
    """Hold out the last `share` of each listener's likes, at least one of every listener with five or more.

    times: (nnz,) in the order of `liked.data`, anything that sorts. What is predicted then lies in the future
    of what was learned from, as it does in service.

    Raises:
        ValueError: times of another length.
    """
    if len(times) != liked.nnz:
        raise ValueError(f"want one time per like, got {len(times)} for {liked.nnz}")
    return _hold_out_highest(liked, times, share)


def _hold_out_highest(liked: csr_array, keys: NDArray[np.generic], share: float) -> Split:
    sizes = np.diff(liked.indptr)
    listener = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((keys, listener))  # by listener, then by key: row starts stay where they were
    rank = np.empty(liked.nnz, np.int64)
    rank[order] = np.arange(liked.nnz) - np.repeat(liked.indptr[:-1], sizes)
    quota = np.where(sizes >= FEWEST_LIKES, np.maximum(1, (sizes * share).astype(np.int64)), 0)
    out = rank >= (sizes - quota)[listener]
    return Split(_entries(liked, ~out), _entries(liked, out))


def _entries(matrix: csr_array, keep: NDArray[np.bool_]) -> csr_array:
    kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep)])
    parts = (matrix.data[keep], matrix.indices[keep], kept[matrix.indptr])
    return csr_array(parts, shape=matrix.shape)
