"""Columns of scores: of all items where there are few, of the candidates alone where there are many.

Both are read alike, by rows of the model's items: `column[rows]`, and `parts[:, rows]` for several at once.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


class Some:
    """Scores of some rows.

    rows: (m,) int32 ascending; values: (m,) or (n_columns, m) float32
    """

    __slots__ = ("rows", "values")

    def __init__(self, rows: NDArray[np.int32], values: Scores) -> None:
        self.rows, self.values = rows, values

    def __getitem__(self, key: object) -> Scores:
        """By rows that are there, or by (columns, rows); an index beside the last may be anything NumPy takes.

        Raises:
            KeyError: a row that is no candidate: nobody has scored it.
        """
        columns, wanted = key if isinstance(key, tuple) else (..., key)
        rows = np.asarray(wanted, np.int32)
        at = np.searchsorted(self.rows, rows)
        if len(self.rows) == 0 or not np.array_equal(self.rows[np.minimum(at, len(self.rows) - 1)], rows):
            raise KeyError("a row that is not among the candidates has no score")
        return np.asarray(self.values[columns][..., at], np.float32)

    def __iter__(self) -> "Iterator[Some]":
        """Column by column."""
        return (Some(self.rows, column) for column in self.values)

    def __len__(self) -> int:
        return len(self.values)

    def any(self) -> bool:
        return bool(self.values.any())


Column = Scores | Some
