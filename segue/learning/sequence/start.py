"""Where the item table begins: directions of what is played near each other, in closed form.

Windowed co-occurrence with decay -> positive pointwise mutual information with smoothed contexts -> its leading
eigenvectors; O. Levy, Y. Goldberg, I. Dagan, "Improving Distributional Similarity with Lessons Learned from Word
Embeddings", TACL 2015. Training from here reaches in one minute what it does not in ten from random vectors.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import eigsh

from segue.learning.model import DISLIKE, SKIP, Sequences

WINDOW, DECAY, SMOOTHING = 10, 0.8, 0.75
_DENSE = 200  # items up to which all eigenvectors are computed


def start_table(sequences: Sequences, n_items: int, width: int, seed: int) -> NDArray[np.float32]:
    """(n_items, width) float32 with mean squared row norm 1; items never played near another one are small noise."""
    rng = np.random.default_rng(seed)
    table = (0.02 * rng.standard_normal((n_items, width))).astype(np.float32)
    information = _information(_together(sequences, n_items))
    if information.nnz:
        values, vectors = _leading(information, min(width, n_items))
        found = vectors * np.sqrt(np.maximum(values, 0))
        norm = np.sqrt(np.square(found).sum(axis=1).mean())
        table[:, : found.shape[1]] += (found / max(norm, 1e-12)).astype(np.float32)
    return table


def _together(sequences: Sequences, n_items: int) -> csr_array:
    """(n_items, n_items): how often two items were played at most WINDOW plays apart, near ones counting more."""
    owner = np.repeat(np.arange(len(sequences)), np.diff(sequences.starts))
    heard = (sequences.kinds != SKIP) & (sequences.kinds != DISLIKE)
    owner, items = owner[heard], sequences.items[heard]
    counts = csr_array((n_items, n_items), dtype=np.float32)
    for gap in range(1, min(WINDOW, max(len(items) - 1, 0)) + 1):
        same = (owner[gap:] == owner[:-gap]) & (items[gap:] != items[:-gap])
        weight = np.full(int(same.sum()), DECAY ** (gap - 1), np.float32)
        counts = counts + coo_array((weight, (items[:-gap][same], items[gap:][same])), (n_items, n_items)).tocsr()
    return csr_array(counts + counts.T)


def _information(counts: csr_array) -> csr_array:
    pairs = counts.tocoo()
    if not pairs.nnz:
        return counts
    mass = np.bincount(pairs.row, pairs.data, counts.shape[0]) + 1e-9
    context = mass**SMOOTHING
    context *= mass.sum() / context.sum()
    value = np.log(pairs.data * mass.sum() / (mass[pairs.row] * context[pairs.col]))
    keep = value > 0
    positive = csr_array((value[keep], (pairs.row[keep], pairs.col[keep])), shape=counts.shape)
    return csr_array((positive + positive.T) / 2)


def _leading(matrix: csr_array, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest eigenvalues (count,) and their vectors (n, count) of a symmetric matrix."""
    n = matrix.shape[0]
    if n <= max(_DENSE, count + 1):
        values, vectors = np.linalg.eigh(matrix.toarray())
        return values[-count:], vectors[:, -count:]
    found: tuple[NDArray[np.float64], NDArray[np.float64]] = eigsh(matrix, k=count, which="LA", v0=np.ones(n))
    return found
