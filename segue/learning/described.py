"""Cosines between one profile of tags and the tag rows of items, read where they are wanted.

The best are looked for among the items of which the profile's strongest tags say most. Mean and deviation over all
items are exact: p'm and p'Gp, with m the mean tag row and G = C'C / n, which is as sparse as tags that meet are few.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.distinct import distinct
from segue.learning.retrieval.asked import Asked, Items, Moments, settled
from segue.learning.retrieval.best import in_order
from segue.learning.rows import Rows, columns_of, rows

_POSTED = 256  # items kept for each tag
_STRONGEST = 12  # tags of a profile whose items are looked at


class Described(NamedTuple):
    """Of n items and t tags.

    content: (n, t); mean: (t,) float64; met: (t, t), C'C / n; starts: (t + 1,) int64, posted: (m,) int32, tag i says
    most of the items posted[starts[i]:starts[i + 1]]
    """

    content: Rows
    mean: NDArray[np.float64]
    met: Rows
    starts: NDArray[np.int64]
    posted: Items

    @classmethod
    def of(cls, content: csr_array) -> "Described":
        n = max(1, content.shape[0])
        by_tag = columns_of(content)
        tag = np.repeat(np.arange(content.shape[1]), np.diff(by_tag.starts))
        order = np.lexsort((by_tag.columns, -by_tag.values, tag))
        kept = order[np.arange(len(order)) - by_tag.starts[tag] < _POSTED]
        starts = np.searchsorted(tag[kept], np.arange(content.shape[1] + 1)).astype(np.int64)
        mean = np.bincount(content.indices, content.data, content.shape[1]) / n
        return cls(rows(content), mean, rows(csr_array((content.T @ content) / n)), starts, by_tag.columns[kept])


@njit(cache=True, nogil=True)
def _profile(asked, content, out):  # type: ignore[no-untyped-def]
    for e in range(len(asked.columns)):
        item = asked.columns[e]
        for f in range(content.starts[item], content.starts[item + 1]):
            out[content.columns[f]] += asked.values[e] * content.values[f]
    norm = np.float32(0)
    for t in range(len(out)):
        norm += out[t] * out[t]
    if norm > 0:
        out /= np.sqrt(norm)


@njit(cache=True, nogil=True)
def _at(items, profile, content, out):  # type: ignore[no-untyped-def]
    for i in range(len(items)):
        for f in range(content.starts[items[i]], content.starts[items[i] + 1]):
            out[i] += profile[content.columns[f]] * content.values[f]


@njit(cache=True, nogil=True)
def _second(profile, met):  # type: ignore[no-untyped-def]
    total = 0.0
    for t in range(len(profile)):
        if profile[t] != 0:
            line = 0.0
            for f in range(met.starts[t], met.starts[t + 1]):
                line += met.values[f] * profile[met.columns[f]]
            total += profile[t] * line
    return total


class Cosines(Asked):
    """asked: likes and skips of one listener, signed."""

    def __init__(self, asked: Rows, described: Described) -> None:
        self._described = described
        self._profile = np.zeros(len(described.mean), np.float32)
        _profile(asked, described.content, self._profile)

    def best(self, k: int) -> Items:
        described, profile = self._described, self._profile
        strong = np.argsort(-profile, kind="stable")[:_STRONGEST]
        posted = [described.posted[described.starts[t] : described.starts[t + 1]] for t in strong if profile[t] > 0]
        if not posted:
            return np.empty(0, np.int32)
        items = distinct(*posted)
        return in_order(self.at(items), items, k)

    def at(self, items: Items) -> NDArray[np.float32]:
        out = np.zeros(len(items), np.float32)
        _at(items, self._profile, self._described.content, out)
        return out

    def moments(self) -> Moments:
        mean = float(self._described.mean @ self._profile)
        second = float(_second(self._profile, self._described.met))
        return settled(mean, float(np.sqrt(max(second - mean * mean, 0.0))))
