"""The gradients of the transformer against an independent reading of it: plain NumPy in double precision."""

import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from segue.learning.model import Sequences
from segue.learning.sequence.batches import Batch, Batches
from segue.learning.sequence.network import Network
from segue.learning.sequence.train import gradients
from segue.learning.sequence.weights import TABLE, Shape, Weights, fresh, slopes

SHAPE, ITEMS = Shape(16, 2, 4), 40


def some_batch(with_skips: bool, sizes: tuple[int, ...] = (9, 1, 14, 2, 30)) -> Batch:
    rng = np.random.default_rng(1)
    total = sum(sizes)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    kinds = rng.choice(5, total, p=[0.5, 0.1, 0.25, 0.1, 0.05]) if with_skips else np.zeros(total)
    at_ms = np.cumsum(rng.choice([200_000, 4_000_000], total, p=[0.9, 0.1]))
    items = rng.integers(0, ITEMS, total).astype(np.int32)
    plays = Sequences(starts, items, kinds.astype(np.int8), at_ms)
    return next(Batches(plays, ITEMS, 20, 1000, 12, 0).epoch())


def some_weights() -> Weights:
    rng = np.random.default_rng(2)
    weights = fresh(SHAPE, rng.standard_normal((ITEMS, SHAPE.width)) * 0.3, 0.3, 0)
    return {name: (part + 0.1 * rng.standard_normal(part.shape)).astype(np.float32) for name, part in weights.items()}


def plain_loss(weights: dict[str, Any], batch: Batch, xp: ModuleType) -> Any:
    """The loss as the docstrings tell it, sequence by sequence; `xp` is numpy or jax.numpy."""

    def normal(x: Any, name: str) -> Any:
        x = x - x.mean(-1, keepdims=True)
        unit = x / xp.sqrt((x * x).mean(-1, keepdims=True) + 1e-5)
        return unit * weights[f"{name}_gain"] + weights[f"{name}_bias"]

    d, layers, heads = SHAPE
    tokens, goals, table = batch.tokens, batch.goals, weights[TABLE]
    states = []
    for a, b in zip(tokens.starts[:-1], tokens.starts[1:], strict=True):
        n, kinds = b - a, tokens.kinds[a:b]
        h = math.sqrt(d) * weights["gate"][kinds] * table[tokens.items[a:b]] + weights["kind"][kinds]
        age = np.arange(n)[:, None] - np.arange(n)
        bias = np.where(age < 0, -1e9, -slopes(heads)[:, None, None] * age)
        for layer in range(layers):
            qkv = (normal(h, f"{layer}.attend") @ weights[f"{layer}.qkv"]).reshape(n, 3, heads, d // heads)
            q, k, v = (xp.swapaxes(qkv[:, part], 0, 1) for part in range(3))
            s = q @ xp.swapaxes(k, 1, 2) / math.sqrt(d // heads) + bias
            s = xp.exp(s - s.max(-1, keepdims=True))
            heard = xp.swapaxes(s / s.sum(-1, keepdims=True) @ v, 0, 1).reshape(n, d)
            h = h + heard @ weights[f"{layer}.mix"]
            u = normal(h, f"{layer}.feed") @ weights[f"{layer}.up"] + weights[f"{layer}.up_bias"]
            u = 0.5 * u * (1 + xp.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3)))
            h = h + u @ weights[f"{layer}.down"] + weights[f"{layer}.down_bias"]
        states.append(normal(h, "final"))
    h = xp.concatenate(states)
    following, order, skip = [], [], []
    offset = math.log((goals.n_items - 1) / len(goals.negatives))
    for i in range(len(tokens.items)):
        y = goals.wanted[i]
        if y >= 0:
            yes = h[i] @ table[y]
            rows, weight = [], []
            for e in range(goals.avoid_starts[i], goals.avoid_starts[i + 1]):
                rows.append(goals.avoid[e])
                weight.append(math.log(1 + 4 * goals.strength[e]))
                order.append(goals.strength[e] * xp.log1p(xp.exp(h[i] @ table[goals.avoid[e]] - yes)))
            others = [int(j) for j in goals.negatives if j != y]
            logits = h[i] @ table[np.array(others + rows)].T + np.array([offset] * len(others) + weight)
            following.append(xp.log(xp.exp(yes) + xp.exp(logits).sum()) - yes)
        if goals.skipped[i] >= 0:
            e = table[goals.nexts[i]]
            z = (h[i] * weights["skip_pair"] + weights["skip_item"]) @ e + weights["skip_state"] @ h[i]
            z = z + weights["skip_bias"][0]
            skip.append(xp.log1p(xp.exp(-z if goals.skipped[i] else z)))
    total = sum(following) / len(following)
    total = total + 0.2 * sum(order) / max(len(order), 1)
    return total + 0.2 * sum(skip) / max(len(skip), 1)


@pytest.mark.parametrize("with_skips", [True, False])
def test_gradients_are_the_finite_differences_of_a_plain_reading(with_skips: bool) -> None:
    weights, batch, rng = some_weights(), some_batch(with_skips), np.random.default_rng(3)
    loss, grads = gradients(Network(SHAPE), weights, batch, None)
    double = {name: part.astype(np.float64) for name, part in weights.items()}
    double[TABLE] = double[TABLE][batch.items]
    assert loss == pytest.approx(plain_loss(double, batch, np), rel=1e-5)
    assert len(batch.goals.avoid) > 20 or not with_skips
    for name, grad in grads.items():
        way = rng.standard_normal(grad.shape)
        way /= np.linalg.norm(way)
        ahead, behind = (plain_loss(double | {name: double[name] + s * way}, batch, np) for s in (1e-5, -1e-5))
        slope = float((way * grad).sum())
        assert slope == pytest.approx((ahead - behind) / 2e-5, abs=2e-4 * max(float(np.linalg.norm(grad)), 1e-3)), name


def test_gradients_are_those_of_jax() -> None:
    jax = pytest.importorskip("jax", reason="no jax: `uv pip install --group gradients` for a second opinion")
    weights, batch = some_weights(), some_batch(True, (7, 5))  # jax compiles every operation of every place
    assert len(batch.goals.avoid)
    assert (batch.goals.skipped >= 0).any()
    loss, grads = gradients(Network(SHAPE), weights, batch, None)
    local = weights | {TABLE: weights[TABLE][batch.items]}
    theirs, slopes_of = jax.value_and_grad(lambda w: plain_loss(w, batch, jax.numpy))(local)
    assert loss == pytest.approx(float(theirs), rel=1e-5)
    for name, grad in grads.items():
        assert np.abs(grad - np.asarray(slopes_of[name])).max() < 1e-4 * max(np.abs(grad).max(), 1e-3), name
