"""What training minimises, with its gradients.

next:  softmax over the next finished item, negatives drawn uniformly and shared by the batch; to each position
       also the skips of its session, item e with the weight log(1 + 4 s_e) on its logit.
order: s_e * softplus(h.skipped - h.finished), a skip should rank below what was finished: only the order against
       the true next counts, because what was skipped had often been near the taste.
skip:  cross-entropy of P(skip) of the very next event.

After S. Seshadri, P. Knees, "Leveraging Negative Signals with Self-Attention for Sequential Music Recommendation",
arXiv 2309.11623, and Y. Wang et al., "Learning from Negative User Feedback and Measuring Responsiveness for
Sequential Recommenders", RecSys 2023.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.sequence.kernels import F32, compiled, exp32
from segue.learning.sequence.network import Floats, Network
from segue.learning.sequence.weights import TABLE, Weights

ORDER, SKIP = 0.2, 0.2  # weights of the second and the third part
HEAD = ("pair", "item", "state", "bias")  # of the arrays skip_*


class Goals(NamedTuple):
    """What should follow each of n tokens; items are rows of the table, -1 = nothing to learn here.

    wanted: (n,) int32, the next finished item
    nexts: (n,) int32, the item of the very next event
    skipped: (n,) int8, 1 when that was skipped, 0 when finished, -1 when neither
    avoid_starts (n + 1,) int64, avoid (m,) int32, strength (m,) float32: skips of the session of `wanted`
    negatives: (k,) int32, drawn uniformly from all n_items items
    """

    wanted: NDArray[np.int32]
    nexts: NDArray[np.int32]
    skipped: NDArray[np.int8]
    avoid_starts: NDArray[np.int64]
    avoid: NDArray[np.int32]
    strength: NDArray[np.float32]
    negatives: NDArray[np.int32]
    n_items: int


def losses(network: Network, weights: Weights, hidden: Floats, goals: Goals, grads: Weights) -> tuple[float, Floats]:
    """The loss, and its gradient to hidden (n, width) float32; adds to `grads` of the table and of the skip head."""
    table, n = weights[TABLE], len(hidden)
    negatives = table[goals.negatives]
    logits = np.matmul(hidden, negatives.T, out=network.room("logits", n, len(negatives)))
    d_hidden = network.room("d_hidden", n, hidden.shape[1])
    d_hidden.fill(0)
    offset = F32(math.log(max(goals.n_items - 1, 1) / max(len(negatives), 1)))
    total = _next(hidden, table, goals.wanted, goals.avoid_starts, goals.avoid, goals.strength, goals.negatives,
                  logits, offset, F32(ORDER), grads[TABLE], d_hidden)  # fmt: skip
    d_hidden += np.matmul(logits, negatives, out=network.room("step", n, hidden.shape[1]))
    np.add.at(grads[TABLE], goals.negatives, logits.T @ hidden)
    if (goals.skipped >= 0).any():
        head, d_head = (tuple(part[f"skip_{name}"] for name in HEAD) for part in (weights, grads))
        total += _skip(hidden, table, goals.nexts, goals.skipped, F32(SKIP), head, d_head, grads[TABLE], d_hidden)
    return float(total), d_hidden


@njit(inline="always")
def _dot(a, b):  # type: ignore[no-untyped-def]
    total = F32(0)
    for j in range(a.shape[0]):
        total += a[j] * b[j]
    return total


@compiled
def _pull(h, row, slope, d_h, d_row):  # type: ignore[no-untyped-def]
    """A logit h.row whose gradient is `slope`."""
    for j in range(h.shape[0]):
        d_row[j] += slope * h[j]
        d_h[j] += slope * row[j]


@compiled
def _next(hidden, table, wanted, avoid_starts, avoid, strength, negatives, logits, offset, order, d_table, d_hidden):  # type: ignore[no-untyped-def]
    """`logits` (n, k) become their own gradients; what comes over the negatives is left to two matrix products."""
    n, k = logits.shape
    known = 0
    for i in range(n):
        known += wanted[i] >= 0
    pairs = F32(avoid_starts[n] - avoid_starts[0])
    share, pair_share = F32(1) / F32(max(known, 1)), order / max(pairs, F32(1))
    loss, extra = 0.0, np.empty(64, F32)
    for i in range(n):
        row, first, y = logits[i], avoid_starts[i], wanted[i]
        if y < 0:
            for j in range(k):
                row[j] = F32(0)
            continue
        h = hidden[i]
        yes = _dot(h, table[y])
        largest, extras = yes, min(avoid_starts[i + 1] - first, 64)
        for j in range(k):
            t = F32(-1e9) if negatives[j] == y else row[j] + offset
            row[j] = t
            largest = max(largest, t)
        for e in range(extras):
            s = strength[first + e]
            t = _dot(h, table[avoid[first + e]])
            steep = exp32(min(t - yes, F32(60)))
            loss += pair_share * s * np.log(F32(1) + steep)
            slope = pair_share * s * steep / (F32(1) + steep)
            _pull(h, table[avoid[first + e]], slope, d_hidden[i], d_table[avoid[first + e]])
            _pull(h, table[y], -slope, d_hidden[i], d_table[y])
            extra[e] = t + np.log(F32(1) + F32(4) * s)
            largest = max(largest, extra[e])
        total = exp32(yes - largest)
        chance = total
        for j in range(k):
            t = exp32(row[j] - largest)
            row[j] = t
            total += t
        for e in range(extras):
            extra[e] = exp32(extra[e] - largest)
            total += extra[e]
        loss += share * (np.log(total) + largest - yes)
        part = share / total
        for j in range(k):
            row[j] *= part
        for e in range(extras):
            _pull(h, table[avoid[first + e]], extra[e] * part, d_hidden[i], d_table[avoid[first + e]])
        _pull(h, table[y], chance * part - share, d_hidden[i], d_table[y])
    return loss


@compiled
def _skip(hidden, table, nexts, skipped, weight, head, d_head, d_table, d_hidden):  # type: ignore[no-untyped-def]
    (pair, item, state, bias), (d_pair, d_item, d_state, d_bias) = head, d_head
    known = 0
    for i in range(nexts.shape[0]):
        known += nexts[i] >= 0 and skipped[i] >= 0
    share, loss = weight / F32(max(known, 1)), 0.0
    for i in range(nexts.shape[0]):
        if nexts[i] < 0 or skipped[i] < 0:
            continue
        h, e, dh, de = hidden[i], table[nexts[i]], d_hidden[i], d_table[nexts[i]]
        z = bias[0]
        for j in range(h.shape[0]):
            z += (h[j] * pair[j] + item[j]) * e[j] + state[j] * h[j]
        chance = F32(1) / (F32(1) + exp32(-z))
        loss -= share * np.log(max(chance if skipped[i] == 1 else F32(1) - chance, F32(1e-12)))
        t = share * (chance - F32(skipped[i]))
        d_bias[0] += t
        for j in range(h.shape[0]):
            d_pair[j] += t * h[j] * e[j]
            d_item[j] += t * e[j]
            d_state[j] += t * h[j]
            de[j] += t * (h[j] * pair[j] + item[j])
            dh[j] += t * (pair[j] * e[j] + state[j])
    return loss
