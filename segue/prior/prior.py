"""Prior: the table itself. Rows are artists, the most heard first, then recordings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where it comes from, in words and numbers.

    made: date, as 2026-11-21; licence: of the data; private: how listeners are hidden in it, "" = they are not
    listeners, plays: it was learnt from; artists, recordings: rows of each
    """

    source: str
    made: str
    licence: str
    listeners: int
    plays: int
    artists: int
    recordings: int = 0
    private: str = ""
    seed: int = 0
    a0: float = 0.0
    ridge: float = 0.0


@dataclass(frozen=True, slots=True)
class Prior:
    """n rows, all arrays read-only and perhaps mapped from the file.

    arrays:
        name_key (n,) uint64 sorted, name_row (n,) int32; mbid_key (k, 2) uint64 sorted, mbid_row (k,) int32
        name_start (n + 1,) int64, names (bytes,) uint8: spellings, for people
        listeners (n,) float32; mass (n,) float32, sum of degree^-power over a row's listeners
        near_start (n + 1,) int64, near (nnz,) int32, near_weight (nnz,) uint8, near_scale (n,) float32
        vector (n, d) int8, vector_scale (n,) float32
        item_gram, listener_gram, outer (d, d) float32: see `segue.learning.model.ItemPrior`
    """

    manifest: Manifest
    arrays: Mapping[str, Array] = field(repr=False)

    def __len__(self) -> int:
        return len(self.arrays["listeners"])

    def name(self, row: int) -> str:
        starts = self.arrays["name_start"]
        return self.arrays["names"][starts[row] : starts[row + 1]].tobytes().decode("utf-8", "replace")

    def vectors(self, rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """(len(rows), d) float32."""
        scale = self.arrays["vector_scale"][rows].astype(np.float32)
        return np.asarray(self.arrays["vector"][rows].astype(np.float32) * scale[:, None], np.float32)

    def near(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Its neighbours' rows, and how much they are heard together."""
        a, b = self.arrays["near_start"][row : row + 2]
        weights = self.arrays["near_weight"][a:b].astype(np.float32) * self.arrays["near_scale"][row]
        return np.asarray(self.arrays["near"][a:b]), weights


Names = list[str]


def packed_vectors(vectors: NDArray[np.float32]) -> dict[str, Array]:
    """8 bits each, with a scale per row."""
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    scale = (np.where(largest > 0, largest, 1) / 127).astype(np.float32)
    return {"vector": np.round(vectors / scale[:, None]).astype(np.int8), "vector_scale": scale}


def packed_neighbours(together: csr_array) -> dict[str, Array]:
    """8 bits each, with a scale per row; what rounds to nothing falls away."""
    sizes = np.diff(together.indptr)
    largest = np.zeros(together.shape[0], np.float32)
    some = sizes > 0
    if together.nnz:
        largest[some] = np.maximum.reduceat(together.data, together.indptr[:-1][some])
    scale = (np.where(largest > 0, largest, 1) / 255).astype(np.float32)
    row = np.repeat(np.arange(together.shape[0]), sizes)
    weight = np.round(together.data / scale[row]).astype(np.uint8)
    kept = weight > 0
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=together.shape[0]))]).astype(np.int64)
    return {
        "near_start": starts,
        "near": together.indices[kept].astype(np.int32),
        "near_weight": weight[kept],
        "near_scale": scale,
    }


def packed_names(names: Names) -> dict[str, Array]:
    """UTF-8, one after the other."""
    encoded = [name.encode("utf-8", "replace") for name in names]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in encoded])]).astype(np.int64)
    return {"name_start": starts, "names": np.frombuffer(b"".join(encoded), np.uint8)}


def packed_keys(hashes: NDArray[np.uint64], mbids: Mapping[int, tuple[int, int]]) -> dict[str, Array]:
    """Sorted, so that a row is found by bisection. mbids: of those rows that have one."""
    order = np.argsort(hashes, kind="stable")
    rows = sorted(mbids, key=lambda row: mbids[row])
    return {
        "name_key": hashes[order],
        "name_row": order.astype(np.int32),
        "mbid_key": np.array([mbids[row] for row in rows], np.uint64).reshape(-1, 2),
        "mbid_row": np.array(rows, np.int32),
    }
