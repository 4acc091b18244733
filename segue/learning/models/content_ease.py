"""EASE with content rows: each item regressed on all others, tags speaking beside the listeners.

The regression runs over the stacked matrix [X ; b Z'], X the histories and Z the L2-normalised tag rows of the
items: a tag is a listener who likes what carries it. B = -P / diag P off the diagonal, P = (X'X + b^2 ZZ' +
ridge I)^-1, and score(j) = sum over liked i of r_i B_ij, r fading with the plays since i was heard.
H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019; side information as added rows:
O. Jeunen, J. Van Balen, B. Goethals, "Closed-Form Models for Collaborative Filtering with Side-Information",
RecSys 2020.

The inverse is dense: n^2 float32 and n^3 operations. Above `dense_up_to` items each item is regressed on its
nearest neighbours in the same stacked matrix only, in memory proportional to the data (`ItemEase`).
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_array, vstack

from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.models.item_ease import ItemEase
from segue.learning.recency import recent
from segue.learning.retrieval.touched import Touched
from segue.learning.rows import named, nothing, rows, unnamed
from segue.learning.threads import over_rows


@njit(cache=True, nogil=True)
def _add_rows(start, stop, asked, weights, out):  # type: ignore[no-untyped-def]
    for u in range(start, stop):
        for e in range(asked.starts[u], asked.starts[u + 1]):
            item, value = asked.columns[e], asked.values[e]
            for f in range(weights.starts[item], weights.starts[item + 1]):
                out[u, weights.columns[f]] += value * weights.values[f]


class FittedContentEase(Fitted):
    """weights: (n_items, n_items) float32 CSR; row = what was liked, column = what it speaks for."""

    def __init__(self, weights: csr_array, recency: float, skip_weight: float) -> None:
        self.weights, self.recency, self.skip_weight = weights, recency, skip_weight
        self._rows = rows(weights)

    def score(self, histories: Histories) -> NDArray[np.float32]:
        out = np.zeros(histories.liked.shape, np.float32)
        over_rows(_add_rows, len(out), recent(histories, self.skip_weight, self.recency), self._rows, out)
        return out

    def ask(self, histories: Histories) -> Touched:
        asked = recent(histories, self.skip_weight, self.recency)
        return Touched(asked.columns, asked.values, self._rows, self.weights.shape[1])

    def arrays(self) -> Arrays:
        return {**named("weights", self.weights), "how": np.array([self.recency, self.skip_weight])}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        recency, skip_weight = map(float, arrays["how"])
        return cls(unnamed("weights", arrays), recency, skip_weight)


@dataclass(frozen=True, slots=True)
class ContentEase(Model):
    """content_weight: b; ridge: on every diagonal entry; recency: in plays, 0 = the order does not matter.

    keep: the largest weights of each item, by size, that are kept; 0 = all. dense_up_to: in items.
    """

    fitted: ClassVar[type[Fitted]] = FittedContentEase
    personal: ClassVar[bool] = True

    content_weight: float = 4.0
    ridge: float = 200.0
    recency: float = 10.0
    keep: int = 400
    skip_weight: float = 0.15
    dense_up_to: int = 10_000

    def fit(self, data: Interactions, seed: int) -> FittedContentEase:
        liked, content = data.histories.liked, data.content
        stacked = liked if content is None else _with_tags(liked, content, self.content_weight)
        if liked.shape[1] > self.dense_up_to:
            near = ItemEase().fit(Interactions(Histories(stacked, nothing(stacked.shape))), seed)
            return FittedContentEase(near.weights, self.recency, self.skip_weight)
        return FittedContentEase(_strongest(_ease(stacked, self.ridge), self.keep), self.recency, self.skip_weight)


def _with_tags(liked: csr_array, content: csr_array, weight: float) -> csr_array:
    """(n_listeners + n_tags, n_items) float32; tags of one single item tell of no other and stay out."""
    tags = csr_array(content.T.tocsr())
    shared = csr_array(tags[np.diff(tags.indptr) > 1])
    stacked = csr_array(vstack([liked, shared * np.float32(weight)], format="csr", dtype=np.float32))
    stacked.sort_indices()
    return stacked


def _ease(stacked: csr_array, ridge: float) -> NDArray[np.float32]:
    """(n_items, n_items) float32: column = the regression of that item on all others, diagonal 0."""
    n = stacked.shape[1]
    # Fortran order and the lower triangle only: LAPACK then works in place, without a second n^2
    gram = np.zeros((n, n), np.float32, order="F")
    products = (stacked.T @ stacked).tocoo()
    gram[products.row, products.col] = products.data
    gram[np.diag_indices(n)] += ridge
    factor, failed = lapack.spotrf(gram, lower=1, overwrite_a=1, clean=0)
    inverse, broken = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or broken:
        raise ValueError(f"EASE: the ridge {ridge} is too small for this data")
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    weights: NDArray[np.float32] = -inverse / np.diagonal(inverse)
    weights[np.diag_indices(n)] = 0
    return weights


def _strongest(weights: NDArray[np.float32], keep: int) -> csr_array:
    """The `keep` largest by absolute value of each column."""
    n = len(weights)
    if 0 < keep < n:
        for j in range(n):
            column = weights[:, j]
            column[np.abs(column) < np.partition(np.abs(column), n - keep)[n - keep]] = 0
    return csr_array(weights)


CONTENT_EASE = ContentEase()
