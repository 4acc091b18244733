"""How good is a ranking: recall@k and NDCG@k, every item ranked except those already in the history.

Full ranking, never sampled negatives: W. Krichene, S. Rendle, "On Sampled Metrics for Item Recommendation",
KDD 2020, show that samples can reverse the order of two models.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import Histories
from segue.learning.rows import Rows, pick, rows
from segue.learning.threads import over_rows

LISTENERS_AT_ONCE = 64  # 64 x 40,000 float32 are 10 MB: enough rows to share out, few enough to stay in cache


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Per listener with at least one held-out item: listeners (m,) int64, recall and ndcg (m,) float64."""

    listeners: NDArray[np.int64]
    recall: NDArray[np.float64]
    ndcg: NDArray[np.float64]


@njit(cache=True, nogil=True)
def _top_rows(start, stop, scores, seen, out):  # type: ignore[no-untyped-def]
    k = out.shape[1]
    best = np.empty(k, np.float32)
    for u in range(start, stop):
        row, top = scores[u], out[u]
        for e in range(seen.starts[u], seen.starts[u + 1]):
            row[seen.columns[e]] = -np.inf
        best[:] = -np.inf
        top[:] = -1
        for item in range(row.shape[0]):
            value = row[item]
            if value > best[k - 1]:  # rare: insertion into a short sorted list beats a heap
                place = k - 1
                while place > 0 and best[place - 1] < value:
                    best[place], top[place] = best[place - 1], top[place - 1]
                    place -= 1
                best[place], top[place] = value, item


def top_k(scores: NDArray[np.float32], seen: csr_array, k: int) -> NDArray[np.int32]:
    """The k best items of each row, best first, items of `seen` left out; -1 where there are fewer.

    scores: (n, n_items) float32 C-contiguous, set to -inf at seen items. Ties go to the lower item number.
    """
    return top_k_rows(scores, rows(seen), k)


def top_k_rows(scores: NDArray[np.float32], seen: Rows, k: int) -> NDArray[np.int32]:
    """`top_k` for rows already in kernel layout."""
    out = np.empty((len(scores), k), np.int32)
    over_rows(_top_rows, len(scores), scores, seen, out)
    return out


def accuracy(top: NDArray[np.int32], held_out: csr_array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(recall@k, ndcg@k) of each row, each (n,) float64; NaN where nothing was held out.

    recall = hits / held-out items; NDCG has gain 1 per hit, discount 1/log2(rank + 1), and its ideal has
    min(k, held-out items) hits (K. Jarvelin, J. Kekalainen, ACM TOIS 2002).
    """
    k = top.shape[1]
    discount = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.concatenate([[np.nan], np.cumsum(discount)])
    wanted = np.diff(held_out.indptr).astype(np.int64)
    # one sorted list of (row, item) keys answers "is it held out" for all ranks at once
    width = np.int64(held_out.shape[1])
    keys = np.sort(np.repeat(np.arange(len(top)), wanted) * width + held_out.indices)
    asked = np.arange(len(top))[:, None] * width + top
    at = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
    hits = (keys[at] == asked) & (top >= 0) if len(keys) else np.zeros(top.shape, np.bool_)
    recall = hits.sum(1) / np.where(wanted > 0, wanted, np.nan)
    return recall, (hits * discount).sum(1) / ideal[np.minimum(wanted, k)]


def evaluate(
    score: Callable[[Histories], NDArray[np.float32]],
    histories: Histories,
    held_out: csr_array,
    k: int = 20,
    progress: Callable[[float], None] = lambda share: None,
) -> Accuracy:
    """Accuracy over all listeners with held-out items. `progress` hears the share done, 0 to 1."""
    listeners = np.flatnonzero(np.diff(held_out.indptr)).astype(np.int64)
    recalls, ndcgs = [np.empty(0)], [np.empty(0)]
    for start in range(0, len(listeners), LISTENERS_AT_ONCE):
        some = listeners[start : start + LISTENERS_AT_ONCE]
        asked = pick(histories, some)
        recall, ndcg = accuracy(top_k(score(asked), asked.liked, k), csr_array(held_out[some]))
        recalls.append(recall)
        ndcgs.append(ndcg)
        progress((start + len(some)) / len(listeners))
    return Accuracy(listeners, np.concatenate(recalls), np.concatenate(ndcgs))
