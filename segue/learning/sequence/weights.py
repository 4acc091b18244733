"""What the transformer learns, as named float32 arrays.

One table of item vectors is both input and output. There are no positions: attention is biased by age instead,
O. Press, N. Smith, M. Lewis, "Train Short, Test Long: Attention with Linear Biases", ICLR 2022.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Weights = dict[str, NDArray[np.float32]]
TABLE = "table"  # the only array as long as the catalogue
_UP = 4  # hidden units of the feed-forward part per dimension
_GATES = (1.0, 0.5, -0.3, 1.0, -0.5)  # COMPLETE, PARTIAL, SKIP, LIKE, DISLIKE: how much of an item to take in


class Shape(NamedTuple):
    """width: dimensions of a vector, a multiple of 4 * heads."""

    width: int
    layers: int
    heads: int


def slopes(heads: int) -> NDArray[np.float32]:
    """(heads,) float32: what one event of age costs each head in nats; 0 for the last, which sees content only."""
    out: NDArray[np.float32] = np.exp2(-8.0 / max(heads, 2) * np.arange(1, heads + 1)).astype(np.float32)
    out[-1] = 0
    return out


def fresh(shape: Shape, table: NDArray[np.float32], skip_rate: float, seed: int) -> Weights:
    """Weights before training; table: (n_items, width) float32 to start from; skip_rate: share of plays skipped.

    gate, kind (5, width): an event goes in as sqrt(width) * gate[kind] * table[item] + kind[kind].
    <layer>.qkv (width, 3 width), mix, up, down: (in, out) matrices; *_gain, *_bias: of normalisations and layers.
    skip_*: P(skip) of item i after state h = sigmoid((h * skip_pair + skip_item) . table[i] + skip_state . h + bias).
    """
    if shape.width % (4 * shape.heads):
        raise ValueError(f"a width of {shape.width} is not a multiple of 4 x {shape.heads} heads")
    d, rng = shape.width, np.random.default_rng(seed)

    def matrix(rows: int, columns: int, scale: float) -> NDArray[np.float32]:
        return np.float32(scale / math.sqrt(rows)) * rng.standard_normal((rows, columns)).astype(np.float32)

    def flat(value: float, size: int = d) -> NDArray[np.float32]:
        return np.full(size, value, np.float32)

    damped = (2 * max(shape.layers, 1)) ** -0.5  # of what is added to the stream, so that it does not grow with depth
    gates = np.repeat(np.array(_GATES, np.float32)[:, None], d, axis=1)
    weights = {TABLE: table.astype(np.float32), "gate": gates, "kind": np.zeros((len(_GATES), d), np.float32)}
    for layer in range(shape.layers):
        weights |= {
            f"{layer}.attend_gain": flat(1), f"{layer}.attend_bias": flat(0),
            f"{layer}.qkv": matrix(d, 3 * d, 1), f"{layer}.mix": matrix(d, d, damped),
            f"{layer}.feed_gain": flat(1), f"{layer}.feed_bias": flat(0),
            f"{layer}.up": matrix(d, _UP * d, 1), f"{layer}.up_bias": flat(0, _UP * d),
            f"{layer}.down": matrix(_UP * d, d, damped), f"{layer}.down_bias": flat(0),
        }  # fmt: skip
    odds = np.log(skip_rate / (1 - skip_rate))
    return weights | {
        "final_gain": flat(1), "final_bias": flat(0),
        "skip_pair": flat(0), "skip_item": flat(0), "skip_state": flat(0), "skip_bias": flat(odds, 1),
    }  # fmt: skip


def shape_of(weights: Weights, heads: int) -> Shape:
    """The shape that weights have; how many heads they were trained with they do not tell."""
    return Shape(weights[TABLE].shape[1], sum(name.endswith(".qkv") for name in weights), heads)
