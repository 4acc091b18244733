"""Sparse rows in the one memory layout every compiled kernel takes.

SciPy picks int32 or int64 indices by size; kernels compiled for each mix would be compiled again at run time.
`Rows` fixes the types once, so a kernel has a single specialisation.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import Arrays, Histories, Sequences

Number = TypeVar("Number", bound=np.number[Any])


class Rows(NamedTuple):
    """The three arrays of a CSR matrix.

    starts: (n + 1,) int64; row r is starts[r]:starts[r + 1]
    columns: (nnz,) int32
    values: (nnz,) float32
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]


def rows(matrix: csr_array) -> Rows:
    """The rows of a matrix; shares memory where the types already fit and the arrays are writable."""
    return Rows(plain(matrix.indptr, np.int64), plain(matrix.indices, np.int32), plain(matrix.data, np.float32))


def nothing(shape: tuple[int, int]) -> csr_array:
    """An empty float32 matrix."""
    starts = np.zeros(shape[0] + 1, np.int64)
    return csr_array((np.empty(0, np.float32), np.empty(0, np.int32), starts), shape=shape)


def one_history(
    n_items: int,
    liked: NDArray[np.int32],
    weights: NDArray[np.float32],
    skipped: NDArray[np.int32],
    strengths: NDArray[np.float32],
) -> Histories:
    """The history of one listener; items (n,) int32 in ascending order, each at most once per kind."""
    return Histories(_one_row(n_items, liked, weights), _one_row(n_items, skipped, strengths))


def _one_row(width: int, columns: NDArray[np.int32], values: NDArray[np.float32]) -> csr_array:
    return csr_array((values, columns, np.array([0, len(columns)], np.int64)), shape=(1, width))


def plain(array: NDArray[Any], dtype: type[Number]) -> NDArray[Number]:
    """Contiguous, writable, of this type: read-only arrays are another type to a kernel."""
    fit = np.ascontiguousarray(array, dtype=dtype)
    return fit if fit.flags.writeable else fit.copy()


def columns_of(matrix: csr_array) -> Rows:
    """The columns of a matrix as rows (the transpose), sorted."""
    flipped = matrix.T.tocsr()
    flipped.sort_indices()
    return rows(flipped)


def degrees(entries: Rows) -> NDArray[np.float32]:
    """(n,) float32: entries per row, at least 1 so that it can be divided by."""
    return np.maximum(np.diff(entries.starts), 1).astype(np.float32)


def signed(histories: Histories, skip_weight: float) -> Rows:
    """Likes as they are and skips as -`skip_weight` times their strength, in one row each.

    An item both liked and skipped appears twice; kernels add, so the two cancel in part.
    """
    if skip_weight == 0 or histories.skipped.nnz == 0:
        return rows(histories.liked)
    liked, skipped = rows(histories.liked), rows(histories.skipped)
    columns, values = beside(liked, skipped, liked.values, np.float32(-skip_weight) * skipped.values)
    return Rows(liked.starts + skipped.starts, columns, values)


def beside(
    left: Rows, right: Rows, left_values: NDArray[np.float32], right_values: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Columns and values with each row of `right` put after the same row of `left`."""
    total = len(left.columns) + len(right.columns)
    columns, values = np.empty(total, np.int32), np.empty(total, np.float32)
    n = len(left.starts) - 1
    if n == 1:  # the live path: no index arithmetic for one listener
        cut = len(left.columns)
        columns[:cut], columns[cut:] = left.columns, right.columns
        values[:cut], values[cut:] = left_values, right_values
        return columns, values
    at_left = np.arange(len(left.columns)) + np.repeat(right.starts[:-1], np.diff(left.starts))
    at_right = np.arange(len(right.columns)) + np.repeat(left.starts[1:], np.diff(right.starts))
    columns[at_left], columns[at_right] = left.columns, right.columns
    values[at_left], values[at_right] = left_values, right_values
    return columns, values


def pick(histories: Histories, index: slice | NDArray[np.integer]) -> Histories:
    """Some of the listeners."""
    friends, sequences = histories.friends, histories.sequences
    return Histories(
        csr_array(histories.liked[index]),
        csr_array(histories.skipped[index]),
        None if friends is None else csr_array(friends[index]),
        None if sequences is None else _some(sequences, index),
    )


def _some(sequences: Sequences, index: slice | NDArray[np.integer]) -> Sequences:
    chosen = np.arange(len(sequences))[index]
    begins, sizes = sequences.starts[chosen], np.diff(sequences.starts)[chosen]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
    at = np.repeat(begins - starts[:-1], sizes) + np.arange(starts[-1])
    return Sequences(starts, sequences.items[at], sequences.kinds[at], sequences.at_ms[at])


def named(prefix: str, matrix: csr_array) -> dict[str, NDArray[np.generic]]:
    """A matrix as named arrays, for `Fitted.arrays`."""
    parts = {"indptr": matrix.indptr, "indices": matrix.indices, "data": matrix.data}
    return {f"{prefix}_{name}": part for name, part in parts.items()} | {
        f"{prefix}_shape": np.array(matrix.shape, np.int64)
    }


def unnamed(prefix: str, arrays: Arrays | Mapping[str, NDArray[np.generic]]) -> csr_array:
    """The inverse of `named`."""
    data, indices, indptr, shape = (arrays[f"{prefix}_{part}"] for part in ("data", "indices", "indptr", "shape"))
    return csr_array((data, indices, indptr), shape=(int(shape[0]), int(shape[1])))
