"""The transformer itself: from events to hidden states, and back from their gradients to those of the weights.

Pre-normalised blocks (R. Xiong et al., "On Layer Normalization in the Transformer Architecture", ICML 2020) of
attention and a feed-forward part. Sequences lie end to end in (n, width) arrays, so nothing is padded.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.learning.sequence.attention import attend, attend_back
from segue.learning.sequence.kernels import (
    F32,
    add_dropped,
    dropped_back,
    embed,
    embed_back,
    gelu,
    gelu_back,
    norm,
    norm_back,
)
from segue.learning.sequence.weights import TABLE, Shape, Weights, slopes

Floats = NDArray[np.float32]


class Tokens(NamedTuple):
    """What goes in. starts: (s + 1,) int64, first token of each sequence; items (n,) int32 rows of the table;
    kinds (n,) int8."""

    starts: NDArray[np.int64]
    items: NDArray[np.int32]
    kinds: NDArray[np.int8]


class Network:
    """One pass at a time, in arrays it keeps and reuses: not to be shared between threads."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        self.shape, self._slopes = shape, slopes(shape.heads)
        self._threshold = np.uint8(round(dropout * 256))
        self._keep = F32(1 / (1 - round(dropout * 256) / 256))
        self._kept: dict[str, Floats] = {}

    def room(self, name: str, *shape: int) -> Floats:
        """An array of this shape with whatever was in it; the same memory for the same name."""
        size = math.prod(shape)
        memory = self._kept.get(name)
        if memory is None or memory.size < size:
            memory = self._kept[name] = np.empty(size + size // 4, np.float32)
        return memory[:size].reshape(shape)

    def forward(self, weights: Weights, tokens: Tokens, rng: np.random.Generator | None = None) -> Floats:
        """(n, width) float32: the hidden state after every token; with `rng` some of the way is dropped out."""
        room, (d, layers, heads), n = self.room, self.shape, len(tokens.items)
        lengths = np.diff(tokens.starts)
        longest, triangle = int(lengths.max(initial=1)), int(heads * (lengths * (lengths + 1) // 2).sum())
        noise, threshold, keep = self._noise(rng, n)
        stream, nothing = room("stream", n, d), np.zeros(d, np.float32)
        scale = F32(math.sqrt(d))
        embed(weights[TABLE], tokens.items, weights["gate"], weights["kind"], tokens.kinds, scale,
              noise[0], threshold, keep, stream)  # fmt: skip
        for layer in range(layers):
            seen = self._norm(weights, f"{layer}.attend", stream)
            qkv = np.matmul(seen, weights[f"{layer}.qkv"], out=room(f"{layer}.qkv", n, 3 * d))
            heard = room(f"{layer}.heard", n, d)
            attend(qkv, tokens.starts, self._slopes, longest, room(f"{layer}.shares", triangle), heard)
            mixed = np.matmul(heard, weights[f"{layer}.mix"], out=room("step", n, d))
            add_dropped(stream, mixed, nothing, noise[2 * layer + 1], threshold, keep)
            seen = self._norm(weights, f"{layer}.feed", stream)
            up = weights[f"{layer}.up"]
            inner = np.matmul(seen, up, out=room(f"{layer}.inner", n, up.shape[1]))
            active = room(f"{layer}.active", *inner.shape)
            gelu(inner, weights[f"{layer}.up_bias"], active)
            fed = np.matmul(active, weights[f"{layer}.down"], out=room("step", n, d))
            add_dropped(stream, fed, weights[f"{layer}.down_bias"], noise[2 * layer + 2], threshold, keep)
        self._last = tokens, noise, threshold, keep, longest
        return self._norm(weights, "final", stream)

    def backward(self, weights: Weights, d_hidden: Floats, grads: Weights) -> None:
        """Adds to `grads` what the last forward pass owes d_hidden (n, width) float32."""
        room, (d, layers, _) = self.room, self.shape
        tokens, noise, threshold, keep, longest = self._last
        n, nothing = len(tokens.items), np.zeros(d, np.float32)
        d_stream, d_step, d_seen = room("d_stream", n, d), room("d_step", n, d), room("step", n, d)
        d_stream.fill(0)
        self._norm_back(weights, "final", d_hidden, d_stream, grads)
        for layer in reversed(range(layers)):
            dropped_back(d_stream, noise[2 * layer + 2], threshold, keep, d_step, grads[f"{layer}.down_bias"])
            up, down = weights[f"{layer}.up"], weights[f"{layer}.down"]
            inner, active = room(f"{layer}.inner", n, up.shape[1]), room(f"{layer}.active", n, up.shape[1])
            grads[f"{layer}.down"] += active.T @ d_step
            d_inner = np.matmul(d_step, down.T, out=room("d_inner", n, up.shape[1]))
            gelu_back(inner, d_inner, grads[f"{layer}.up_bias"])
            grads[f"{layer}.up"] += room(f"{layer}.feed", n, d).T @ d_inner
            self._norm_back(weights, f"{layer}.feed", np.matmul(d_inner, up.T, out=d_seen), d_stream, grads)
            dropped_back(d_stream, noise[2 * layer + 1], threshold, keep, d_step, nothing)
            grads[f"{layer}.mix"] += room(f"{layer}.heard", n, d).T @ d_step
            d_heard = np.matmul(d_step, weights[f"{layer}.mix"].T, out=d_seen)
            d_qkv, qkv = room("d_qkv", n, 3 * d), room(f"{layer}.qkv", n, 3 * d)
            attend_back(d_heard, qkv, tokens.starts, self._slopes, longest, self._kept[f"{layer}.shares"], d_qkv)
            grads[f"{layer}.qkv"] += room(f"{layer}.attend", n, d).T @ d_qkv
            np.matmul(d_qkv, weights[f"{layer}.qkv"].T, out=d_seen)
            self._norm_back(weights, f"{layer}.attend", d_seen, d_stream, grads)
        embed_back(d_stream, weights[TABLE], tokens.items, weights["gate"], tokens.kinds, F32(math.sqrt(d)),
                   noise[0], threshold, keep, grads[TABLE], grads["gate"], grads["kind"])  # fmt: skip

    def _noise(self, rng: np.random.Generator | None, n: int) -> tuple[NDArray[np.uint8], np.uint8, np.float32]:
        d, parts = self.shape.width, 2 * self.shape.layers + 1
        if rng is None or self._threshold == 0:
            return np.broadcast_to(np.zeros(1, np.uint8), (parts, n, d)), np.uint8(0), F32(1)
        return np.frombuffer(rng.bytes(parts * n * d), np.uint8).reshape(parts, n, d), self._threshold, self._keep

    def _norm(self, weights: Weights, name: str, stream: Floats) -> Floats:
        n, d = stream.shape
        out, unit, inverse = self.room(name, n, d), self.room(f"{name}.unit", n, d), self.room(f"{name}.inverse", n)
        norm(stream, weights[f"{name}_gain"], weights[f"{name}_bias"], out, unit, inverse)
        return out

    def _norm_back(self, weights: Weights, name: str, d_out: Floats, d_stream: Floats, grads: Weights) -> None:
        n, d = d_out.shape
        unit, inverse = self.room(f"{name}.unit", n, d), self.room(f"{name}.inverse", n)
        norm_back(d_out, weights[f"{name}_gain"], unit, inverse, d_stream, grads[f"{name}_gain"], grads[f"{name}_bias"])
