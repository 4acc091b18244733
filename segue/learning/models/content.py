"""Items whose tags are like the listener's tags: the only scorer that can rank an item nobody has played.

The profile is the weighted sum of the liked items' tag rows less a fraction of the skipped ones'; the score
is the cosine between it and an item's row.
J. J. Rocchio, "Relevance Feedback in Information Retrieval", in The SMART Retrieval System, 1971.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.described import Cosines, Described
from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model
from segue.learning.retrieval.asked import Asked
from segue.learning.rows import named, nothing, rows, signed, unnamed
from segue.learning.threads import over_rows

_LARGE = 10_000  # items above which single scores are asked for


@njit(cache=True, nogil=True)
def _cosines(start, stop, asked, content, n_tags, out):  # type: ignore[no-untyped-def]
    profile = np.zeros(n_tags, np.float32)
    for u in range(start, stop):
        profile[:] = 0
        for e in range(asked.starts[u], asked.starts[u + 1]):
            item = asked.columns[e]
            for f in range(content.starts[item], content.starts[item + 1]):
                profile[content.columns[f]] += asked.values[e] * content.values[f]
        norm = np.float32(0)
        for t in range(n_tags):
            norm += profile[t] * profile[t]
        if norm <= 0:
            continue
        profile /= np.sqrt(norm)
        for item in range(out.shape[1]):
            total = np.float32(0)
            for f in range(content.starts[item], content.starts[item + 1]):
                total += profile[content.columns[f]] * content.values[f]
            out[u, item] = total


class FittedContent(Fitted):
    """content: (n_items, n_tags) float32 CSR with rows of length 1; no tags at all gives zeros."""

    def __init__(self, content: csr_array, skip_weight: float) -> None:
        self.content, self.skip_weight = content, skip_weight
        self._rows = rows(content)
        self._described: Described | None = None

    def score(self, histories: Histories) -> NDArray[np.float32]:
        asked = signed(histories, self.skip_weight)
        out = np.zeros(histories.liked.shape, np.float32)
        if self.content.nnz:
            over_rows(_cosines, len(out), asked, self._rows, self.content.shape[1], out)
        return out

    def ask(self, histories: Histories) -> Asked:
        return Cosines(signed(histories, self.skip_weight), self._prepared())

    def _prepared(self) -> Described:
        if self._described is None:
            self._described = Described.of(self.content)
        return self._described

    def arrays(self) -> Arrays:
        return {**named("content", self.content), "skip_weight": np.array(self.skip_weight)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        fitted = cls(unnamed("content", arrays), float(arrays["skip_weight"]))
        if fitted.content.shape[0] > _LARGE:
            fitted._prepared()  # now, not while a listener waits
        return fitted


@dataclass(frozen=True, slots=True)
class Content(Model):
    """skip_weight: what a full skip takes from the profile, in units of one like."""

    fitted: ClassVar[type[Fitted]] = FittedContent
    personal: ClassVar[bool] = True

    skip_weight: float = 0.15

    def fit(self, data: Interactions, seed: int) -> FittedContent:
        content = data.content
        if content is None:
            content = nothing((data.histories.liked.shape[1], 0))
        return FittedContent(content, self.skip_weight)


CONTENT = Content()
