"""Item space: one short vector per item whose dot products say how alike two items are.

Half of it is how people listen (centred, normalised item factors), half is what the items are (tags, reduced
by a truncated SVD). An item of which only one half is known has a vector of length sqrt(1/2): it can be somewhat
like another, never the same.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds

TAG_DIMENSIONS = 48
FACTOR_DIMENSIONS = 64  # of the item factors: every answer multiplies with the whole space
_SURE = 0.25  # a factor shorter than this share of the mean length is mostly noise


def item_space(factors: NDArray[np.float32] | None, content: csr_array | None, seed: int) -> NDArray[np.float32]:
    """(n_items, d) float32, rows of length <= 1.

    factors: (n_items, k) float32; content: (n_items, n_tags) float32 with rows of length 1 or 0.
    """
    halves = []
    if factors is not None and factors.any():
        halves.append(_listening(factors))
    if content is not None and content.nnz:
        halves.append(_described(content, seed))
    if not halves:
        n = len(factors) if factors is not None else (content.shape[0] if content is not None else 0)
        return np.zeros((n, 1), np.float32)
    share = np.float32(np.sqrt(1 / len(halves)))
    return np.ascontiguousarray(np.concatenate(halves, axis=1) * share)


def _listening(factors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(factors, axis=1)
    heard = length > 0
    centred = factors - factors[heard].mean(axis=0)
    centred[~heard] = 0
    if centred.shape[1] > FACTOR_DIMENSIONS:
        _, axes = np.linalg.eigh(centred.T @ centred)  # ascending
        centred = centred @ axes[:, -FACTOR_DIMENSIONS:]
    softened = np.linalg.norm(centred, axis=1) + _SURE * length[heard].mean()
    return np.asarray(centred / softened[:, None], np.float32)


def _described(content: csr_array, seed: int) -> NDArray[np.float32]:
    if min(content.shape) <= TAG_DIMENSIONS + 1:
        return content.toarray().astype(np.float32)
    start = np.random.default_rng(seed).standard_normal(min(content.shape))
    u, s, _ = svds(content.astype(np.float64), k=TAG_DIMENSIONS, v0=start)
    reduced = u * s
    length = np.linalg.norm(reduced, axis=1)
    # what the reduction lost of a row it also loses as likeness, but a row it kept half of is still itself
    kept = np.where(length > 0, np.minimum(1.0, 2 * length) / np.maximum(length, 1e-9), 0)
    return (reduced * kept[:, None]).astype(np.float32)
