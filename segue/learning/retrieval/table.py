"""Table: one vector per item, searched by inner product.

Every vector is also kept in one byte per dimension with a scale of its own. Up to `FLAT` items a search walks all
of them in that form, the longest vectors first, and stops where the rest is too short to come in; above that, and above
`EVEN` where all are about equally long so that nothing is ever too short, it looks only into the cells nearest to the
query (docs/decisions/0016). Either way what comes out best is put in order by the
vectors as they are. Arrays are taken as they lie on disk: processes that serve the same model share them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.packed import Packed
from segue.learning.retrieval.asked import Asked, Items, Moments, settled
from segue.learning.retrieval.best import in_order, keep
from segue.learning.retrieval.cells import Cells, group, longest_first, one_cell
from segue.learning.rows import plain

F32 = np.float32
FLAT = 200_000  # items up to which every one of them is looked at
EVEN = 50_000  # the same, of vectors of about one length
PROBED = 96  # cells looked into above that
_ALIKE = 0.4  # median length of even vectors, of the longest
_FINE = 8191  # largest number of a query: 127 * 8191 * 2,000 dimensions stay within 32 bits
_WIDE = 64  # codes stand in rows of a multiple of so many: a rest is walked one by one
_AT_ONCE = 512  # rows whose products are taken before they are looked at
_SPARE = 1.25  # times k: what is put in order again

_TYPES: dict[str, Any] = {
    "codes": np.int8, "scales": F32, "lengths": F32, "centres": F32, "starts": np.int64, "order": np.int32,
    "mean": np.float64, "gram": np.float64,
}  # fmt: skip


@njit(cache=True, nogil=True)
def _products(codes, query, out):  # type: ignore[no-untyped-def]
    for i in range(codes.shape[0]):
        total = np.int32(0)
        for d in range(codes.shape[1]):
            total += np.int32(codes[i, d]) * np.int32(query[d])
        out[i] = total


@njit(cache=True, nogil=True)
def _scan(codes, scales, lengths, queries, norms, cells, starts, k):  # type: ignore[no-untyped-def]
    """Rows of a cell lie in order of their length, the longest first: where even the longest of the next rows could
    not come in among the k best, none is looked at. Several queries share one walk."""
    asked, size = len(queries), max(4 * k, 64)
    values, places = np.empty((asked, size), F32), np.empty((asked, size), np.int32)
    bars, counts = np.full(asked, -np.inf, F32), np.zeros(asked, np.int64)
    products = np.empty(_AT_ONCE, np.int32)
    for cell in cells:
        for first in range(starts[cell], starts[cell + 1], _AT_ONCE):
            last = min(first + _AT_ONCE, starts[cell + 1])
            for q in range(asked):
                if lengths[first] * norms[q] <= bars[q]:
                    continue
                _products(codes[first:last], queries[q], products)
                bar, count = bars[q], counts[q]
                for i in range(first, last):
                    value = F32(products[i - first]) * scales[i]
                    if value > bar:
                        bar, count = keep(value, i, bar, values[q], places[q], count, k)
                bars[q], counts[q] = bar, count
    return values, places, counts


@njit(cache=True, nogil=True, fastmath=True)
def _dots(vectors, items, query):  # type: ignore[no-untyped-def]
    out = np.empty(len(items), F32)
    for i in range(len(items)):
        row, total = vectors[items[i]], F32(0)
        for d in range(len(query)):
            total += row[d] * query[d]
        out[i] = total
    return out


class Table:
    """vectors: (n, d) float32, finite; d <= 2,000. Immutable."""

    def __init__(self, vectors: NDArray[np.float32], parts: "Mapping[str, NDArray[Any]] | None" = None) -> None:
        self.vectors = vectors
        self._parts = dict(parts) if parts else None
        self._packed: Packed | None = None

    def __len__(self) -> int:
        return len(self.vectors)

    def dot(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,) float32: the products of all vectors with the query (d,) float32."""
        if self._packed is None:
            self._packed = Packed(self.vectors)
        return self._packed.dot(query)

    def at(self, items: Items, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """(m,) float32: the products of these vectors with the query."""
        return _dots(self.vectors, items, np.ascontiguousarray(query, F32))  # type: ignore[no-any-return]

    def best(self, query: NDArray[np.float32], k: int, probed: int = PROBED) -> Items:
        """(<= k,) int32, best first: the items with the largest products."""
        return self.best_each([query], k, probed)[0]

    def best_each(self, queries: Sequence[NDArray[np.float32]], k: int, probed: int = PROBED) -> list[Items]:
        """`best` of each query; where all rows are walked through, once for all of them."""
        found: list[Items] = [np.empty(0, np.int32) for _ in queries]
        asked = [i for i, query in enumerate(queries) if query.any()] if len(self) and k > 0 else []
        if not asked:
            return found
        parts, wanted = self.parts(), int(_SPARE * k) + 32
        centres, starts = parts["centres"], parts["starts"]
        together = [asked] if len(centres) == 1 else [[i] for i in asked]
        for some in together:
            cells = np.zeros(1, np.int64)
            if len(centres) > 1:
                near = np.argpartition(-(centres @ queries[some[0]]), min(probed, len(centres) - 1))
                cells = near[:probed].astype(np.int64)
            codes = np.zeros((len(some), parts["codes"].shape[1]), np.int16)
            for at, i in enumerate(some):
                codes[at, : len(queries[i])] = np.round(queries[i] * (_FINE / np.abs(queries[i]).max()))
            norms = np.linalg.norm(codes.astype(np.float64), axis=1).astype(F32)
            values, places, counts = _scan(
                parts["codes"], parts["scales"], parts["lengths"], codes, norms, cells, starts, wanted
            )  # fmt: skip
            for at, i in enumerate(some):
                n = counts[at]
                closest = in_order(values[at, :n], parts["order"][places[at, :n]], wanted)
                found[i] = in_order(self.at(closest, queries[i]), closest, k)
        return found

    def gram(self) -> NDArray[np.float32]:
        """(d, d) float32: V'V."""
        if self._parts is None:
            return self.vectors.T @ self.vectors
        return np.asarray(self._parts["gram"] * len(self), F32)

    def moments(self, query: NDArray[np.float32]) -> Moments:
        """Of the products of all vectors with the query, from their mean and their Gram matrix."""
        parts, q = self.parts(), query.astype(np.float64)
        mean = float(parts["mean"] @ q)
        return settled(mean, float(np.sqrt(max(float(q @ parts["gram"] @ q) - mean * mean, 0.0))))

    def parts(self) -> dict[str, NDArray[Any]]:
        """What a search needs besides the vectors, as named arrays; made when it is first asked for.

        codes: (n, >= d) int8 with zeros behind, scales and lengths: (n,) float32, in the order of `order`; lengths: a
        little more than those of codes * scale, so that no product with a vector of length 1 is above them; centres,
        starts, order: `Cells`; mean: (d,) float64; gram: (d, d) float64, V'V / n.
        """
        if self._parts is None:
            parted = len(self) > FLAT or (len(self) > EVEN and _even(self.vectors))
            self._parts = _made(self.vectors, group(self.vectors) if parted else one_cell(self.vectors))
        return self._parts

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """`parts` for a registry, where making them takes long; nothing for a small table."""
        return {f"{prefix}_{name}": part for name, part in self.parts().items()} if len(self) > FLAT // 10 else {}

    @classmethod
    def from_arrays(cls, prefix: str, vectors: NDArray[Any], arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of `arrays`; what is not there is made when it is asked for."""
        kept = {name: arrays[key] for name in _TYPES if (key := f"{prefix}_{name}") in arrays}
        whole = len(kept) == len(_TYPES)
        parts = {name: plain(kept[name], kind) for name, kind in _TYPES.items()} if whole else None
        return cls(plain(vectors, F32), parts)


class Products(Asked):
    """Scores that are products of the items' vectors with one query (d,) float32."""

    def __init__(self, table: Table, query: NDArray[np.float32]) -> None:
        self._table, self._query = table, query

    def best(self, k: int) -> Items:
        return self._table.best(self._query, k)

    def at(self, items: Items) -> NDArray[np.float32]:
        return self._table.at(items, self._query)

    def moments(self) -> Moments:
        return self._table.moments(self._query)


def _even(vectors: NDArray[np.float32]) -> bool:
    """Whether a walk by length would end nowhere; told by a sample."""
    lengths = np.linalg.norm(vectors[:: max(1, len(vectors) // 10_000)], axis=1)
    return bool(np.median(lengths) > _ALIKE * lengths.max())


def _made(vectors: NDArray[np.float32], cells: Cells) -> dict[str, NDArray[Any]]:
    n, d = vectors.shape
    cells = longest_first(cells, vectors)
    codes = np.zeros((n, -(-d // _WIDE) * _WIDE), np.int8)
    scales, lengths = np.empty(n, F32), np.empty(n, F32)
    first, gram = np.zeros(d), np.zeros((d, d))
    for start in range(0, n, 65_536):
        part, here = vectors[cells.order[start : start + 65_536]], slice(start, start + 65_536)
        largest = np.abs(part).max(axis=1, initial=0.0)
        scales[here] = np.where(largest > 0, largest, 1) / 127
        codes[here, :d] = np.round(part / scales[here, None])
        lengths[here] = np.linalg.norm(codes[here].astype(F32), axis=1) * scales[here] * F32(1.00001)
        first += part.sum(axis=0, dtype=np.float64)
        gram += part.T @ part
    for cell in range(len(cells.starts) - 1):  # what was rounded must not be longer than what stands before it
        own = slice(cells.starts[cell], cells.starts[cell + 1])
        lengths[own] = np.maximum.accumulate(lengths[own][::-1])[::-1]
    of_all = {"mean": first / max(n, 1), "gram": gram / max(n, 1)}
    return {"codes": codes, "scales": scales, "lengths": lengths, **cells._asdict(), **of_all}
