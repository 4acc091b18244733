"""One listener's state, moved by one event: keys and values of what was heard, so that only the new event is run.

Because attention is biased by age and knows no positions, what was kept stays true as time goes on. Up to `window`
events the hidden state is the one of the whole pass; beyond, deeper layers still remember a little of what left it.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.sequence.attention import combine, dots
from segue.learning.sequence.kernels import F32, compiled, exp32
from segue.learning.sequence.weights import TABLE, Shape, Weights, slopes

Floats = NDArray[np.float32]


@dataclass(slots=True)
class Heard:
    """keys, values: (layers, width, window) float32, rings over time; count: events so far;
    hidden: (width,) float32, after the last event, zeros before the first."""

    keys: Floats
    values: Floats
    count: int
    hidden: Floats

    @classmethod
    def nothing(cls, shape: Shape, window: int) -> Self:
        rings = np.zeros((2, shape.layers, shape.width, window), np.float32)
        return cls(rings[0], rings[1], 0, np.zeros(shape.width, np.float32))

    def copy(self) -> "Heard":
        return Heard(self.keys.copy(), self.values.copy(), self.count, self.hidden.copy())


class _Layers(NamedTuple):
    """The weights of all layers, stacked: first axis = layer."""

    attend_gain: Floats
    attend_bias: Floats
    qkv: Floats
    mix: Floats
    feed_gain: Floats
    feed_bias: Floats
    up: Floats
    up_bias: Floats
    down: Floats
    down_bias: Floats


class Live:
    """The weights as one event needs them; holds no state, so threads may share it."""

    def __init__(self, weights: Weights, shape: Shape, window: int) -> None:
        self.shape, self.window, self._slopes = shape, window, slopes(shape.heads)
        self._outside = tuple(weights[name] for name in (TABLE, "gate", "kind", "final_gain", "final_bias"))
        self._layers = _Layers(*(_stacked(weights, name, shape) for name in _Layers._fields))

    def start(self) -> Heard:
        return Heard.nothing(self.shape, self.window)

    def push(self, heard: Heard, item: int, kind: int) -> Floats:
        """Take in one event; returns the new hidden state (width,) float32, which `heard` holds too.

        Raises IndexError for an item or a kind that the weights do not know.
        """
        table, gate = self._outside[:2]
        if not (0 <= item < len(table) and 0 <= kind < len(gate)):
            raise IndexError(f"item {item} of {len(table)}, kind {kind} of {len(gate)}")
        hidden = np.empty(self.shape.width, np.float32)
        _push(item, kind, self._outside, self._layers, self._slopes, heard.count, heard.keys, heard.values, hidden)
        heard.count, heard.hidden = heard.count + 1, hidden
        return hidden


def _stacked(weights: Weights, name: str, shape: Shape) -> Floats:
    if not shape.layers:
        raise ValueError("a transformer without a layer")
    return np.stack([weights[f"{layer}.{name}"] for layer in range(shape.layers)])


@compiled
def _normal(x, gain, bias, out):  # type: ignore[no-untyped-def]
    d = x.shape[0]
    mean, square = F32(0), F32(0)
    for j in range(d):
        mean += x[j]
    mean /= F32(d)
    for j in range(d):
        square += (x[j] - mean) * (x[j] - mean)
    r = F32(1) / np.sqrt(square / F32(d) + F32(1e-5))
    for j in range(d):
        out[j] = (x[j] - mean) * r * gain[j] + bias[j]


@compiled
def _push(item, kind, outside, layers, slopes, count, keys, values, hidden):  # type: ignore[no-untyped-def]
    table, gate, kinds, final_gain, final_bias = outside
    window, d, heads = keys.shape[2], hidden.shape[0], slopes.shape[0]
    width, slot, known = d // heads, count % window, min(count + 1, window)
    scale, root = F32(1) / np.sqrt(F32(width)), np.sqrt(F32(d))
    stream, seen, heard = np.empty(d, F32), np.empty(d, F32), np.empty(d, F32)
    qkv, inner, share = np.empty(3 * d, F32), np.empty(layers.up.shape[2], F32), np.empty(known, F32)
    for j in range(d):
        stream[j] = root * gate[kind, j] * table[item, j] + kinds[kind, j]
    for layer in range(keys.shape[0]):
        _normal(stream, layers.attend_gain[layer], layers.attend_bias[layer], seen)
        qkv[:] = F32(0)
        combine(seen, 0, layers.qkv[layer], 3 * d, qkv)
        for j in range(d):
            keys[layer, j, slot], values[layer, j, slot] = qkv[d + j], qkv[2 * d + j]
        for h in range(heads):
            share[:] = F32(0)
            combine(qkv, h * width, keys[layer, h * width : (h + 1) * width], known, share)
            largest = F32(-1e30)
            for j in range(known):
                age = slot - j if j <= slot else slot - j + window
                share[j] = share[j] * scale - slopes[h] * F32(age)
                largest = max(largest, share[j])
            total = F32(0)
            for j in range(known):
                share[j] = exp32(share[j] - largest)
                total += share[j]
            for j in range(known):
                share[j] /= total
            dots(share, values[layer, h * width : (h + 1) * width], known, heard, h * width)
        combine(heard, 0, layers.mix[layer], d, stream)
        _normal(stream, layers.feed_gain[layer], layers.feed_bias[layer], seen)
        inner[:] = layers.up_bias[layer]
        combine(seen, 0, layers.up[layer], inner.shape[0], inner)
        for j in range(inner.shape[0]):
            t = inner[j]
            inner[j] = t / (F32(1) + exp32(F32(-1.5957691216) * (t + F32(0.044715) * t * t * t)))
        combine(inner, 0, layers.down[layer], d, stream)
        for j in range(d):
            stream[j] += layers.down_bias[layer, j]
    _normal(stream, final_gain, final_bias, hidden)
