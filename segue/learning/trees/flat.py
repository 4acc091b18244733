"""Flat: boosted trees as arrays, and the sum of their leaves. Equal to LightGBM's raw score, without LightGBM."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray

_ZERO = 1e-35  # LightGBM's: smaller counts as zero
PLAIN, ZERO_MISSES, NAN_MISSES = range(3)  # of `Trees.missing`


@dataclass(frozen=True, slots=True)
class Trees:
    """Nodes of all trees one after the other; a row goes left when its value is not above the threshold.

    root: (n_trees,) int32 first node of each tree; a tree that is one leaf has ~leaf here
    feature, left, right: (n_nodes,) int32; a child below 0 is the leaf ~child
    threshold: (n_nodes,) float64
    missing: (n_nodes,) int8 which values count as missing; missing_left: (n_nodes,) bool where those go
    value: (n_leaves,) float64
    width: how many features a row has
    """

    root: NDArray[np.int32]
    feature: NDArray[np.int32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    threshold: NDArray[np.float64]
    missing: NDArray[np.int8]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float64]
    width: int

    def __post_init__(self) -> None:
        """Raises ValueError when the arrays do not fit together: a walk would leave them."""
        nodes, leaves = len(self.feature), len(self.value)
        per_node = (self.left, self.right, self.threshold, self.missing, self.missing_left)
        if any(len(one) != nodes for one in per_node):
            raise ValueError("trees: the columns of the nodes differ in length")
        if nodes and not (self.feature.min() >= 0 and self.feature.max() < self.width):
            raise ValueError(f"trees: a node looks at a column that is not among {self.width}")
        at = np.arange(nodes)
        for name, child, least in (("left", self.left, at), ("right", self.right, at), ("root", self.root, -1)):
            inner = child >= 0
            beyond = inner & ((child >= nodes) | (child <= least))  # a child stands after its parent: no circles
            if beyond.any() or (~child[~inner] >= leaves).any():
                raise ValueError(f"trees: {name} points to nothing")

    def score(self, rows: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """(n,) float64: the sum over the trees. rows: (n, width), NaN = missing.

        Raises:
            ValueError: the rows have another width.
        """
        if rows.ndim != 2 or rows.shape[1] != self.width:
            raise ValueError(f"trees: want rows of {self.width} columns, got {rows.shape}")
        out = np.zeros(len(rows))
        _walk(
            np.ascontiguousarray(rows, np.float32 if rows.dtype == np.float32 else np.float64), self.root, self.feature,
            self.left, self.right, self.threshold, self.missing, self.missing_left, self.value, out,
        )  # fmt: skip
        return out

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        return {f.name: np.asarray(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Raises KeyError or ValueError when something is missing or does not fit."""
        kinds = {
            "root": np.int32, "feature": np.int32, "left": np.int32, "right": np.int32, "threshold": np.float64,
            "missing": np.int8, "missing_left": np.bool_, "value": np.float64,
        }  # fmt: skip
        parts: dict[str, Any] = {name: np.ascontiguousarray(arrays[name], kind) for name, kind in kinds.items()}
        return cls(**parts, width=int(arrays["width"]))


@njit(cache=True, nogil=True)
def _walk(rows, root, feature, left, right, threshold, missing, missing_left, value, out):  # type: ignore[no-untyped-def]
    for i in range(len(rows)):
        total = 0.0
        for node in root:
            while node >= 0:
                x = float(rows[i, feature[node]])
                gone = missing[node]
                if np.isnan(x) and gone != NAN_MISSES:
                    x = 0.0
                if (gone == NAN_MISSES and np.isnan(x)) or (gone == ZERO_MISSES and abs(x) <= _ZERO):
                    node = left[node] if missing_left[node] else right[node]
                else:
                    node = left[node] if x <= threshold[node] else right[node]
            total += value[~node]
        out[i] = total
