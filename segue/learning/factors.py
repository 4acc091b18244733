"""Weighted least squares for one vector at a time, by conjugate gradients: the heart of implicit ALS.

A row of evidence is a list of (item, weight, pull). Its vector x minimises

    sum_e weight_e (x.y_e)^2 - 2 sum_e pull_e x.y_e + x'(a0 Y'Y + ridge I) x,

so a like of weight w has pull w (target 1) and a skip of weight w and target t has pull w t. The matrix is
positive definite for every weight >= 0, whatever the pulls: only targets are ever negative.

Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008;
G. Takacs, I. Pilaszy, D. Tikk, "Applications of the Conjugate Gradient Method for Implicit Feedback
Collaborative Filtering", RecSys 2011.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.threads import over_rows

F32 = np.float32


class Evidence(NamedTuple):
    """starts (n + 1,) int64; items (nnz,) int32; weights and pulls (nnz,) float32; ridge (n,) float32."""

    starts: NDArray[np.int64]
    items: NDArray[np.int32]
    weights: NDArray[np.float32]
    pulls: NDArray[np.float32]
    ridge: NDArray[np.float32]


@njit(cache=True, nogil=True, fastmath=True)
def _dot(a, b):  # type: ignore[no-untyped-def]
    total = F32(0)
    for k in range(a.shape[0]):
        total += a[k] * b[k]
    return total


@njit(cache=True, nogil=True, fastmath=True)
def _apply(x, items, weights, vectors, gram, ridge, out):  # type: ignore[no-untyped-def]
    """out = (gram + sum weight y y' + ridge I) x."""
    for k in range(x.shape[0]):
        out[k] = ridge * x[k]
    for k in range(x.shape[0]):  # by columns of a symmetric matrix: no horizontal sums
        row, scale = gram[k], x[k]
        for j in range(x.shape[0]):
            out[j] += scale * row[j]
    for e in range(items.shape[0]):
        y = vectors[items[e]]
        scale = weights[e] * _dot(y, x)
        for k in range(x.shape[0]):
            out[k] += scale * y[k]


@njit(cache=True, nogil=True, fastmath=True)
def fold_in(items, weights, pulls, vectors, gram, ridge, start, steps, tolerance):  # type: ignore[no-untyped-def]
    """The vector of one row of evidence; stateless, so any server can answer for any listener.

    items (n,) int32; weights, pulls (n,) float32; vectors (n_items, d) float32; gram (d, d) float32, already
    scaled by a0; ridge float32; start (d,) float32, zeros or the vector before the last event; at most
    `steps` steps, fewer when the residual is below `tolerance` times the right-hand side.
    Returns (d,) float32.
    """
    d = gram.shape[0]
    x, r, product = start.copy(), np.zeros(d, F32), np.empty(d, F32)
    for e in range(items.shape[0]):
        y = vectors[items[e]]
        for k in range(d):
            r[k] += pulls[e] * y[k]
    enough = tolerance * tolerance * _dot(r, r)
    if _dot(x, x) > 0:
        _apply(x, items, weights, vectors, gram, ridge, product)
        for k in range(d):
            r[k] -= product[k]
    p, rs = r.copy(), _dot(r, r)
    for _ in range(steps):
        if rs <= enough or rs < F32(1e-30):
            break
        _apply(p, items, weights, vectors, gram, ridge, product)
        curvature = _dot(p, product)
        if curvature <= F32(0):  # only by rounding, when nothing is left to gain
            break
        alpha = rs / curvature
        for k in range(d):
            x[k] += alpha * p[k]
            r[k] -= alpha * product[k]
        rn = _dot(r, r)
        beta, rs = rn / rs, rn
        for k in range(d):
            p[k] = r[k] + beta * p[k]
    return x


@njit(cache=True, nogil=True)
def fold_in_rows(start, stop, evidence, vectors, gram, steps, tolerance, out):  # type: ignore[no-untyped-def]
    """`fold_in` of rows start:stop of the evidence from zero, into out (n, d) float32."""
    cold = np.zeros(gram.shape[0], F32)
    for u in range(start, stop):
        a, b = evidence.starts[u], evidence.starts[u + 1]
        out[u] = fold_in(
            evidence.items[a:b], evidence.weights[a:b], evidence.pulls[a:b],
            vectors, gram, evidence.ridge[u], cold, steps, tolerance,
        )  # fmt: skip


@njit(cache=True, nogil=True, fastmath=True)
def _residuals(start, stop, offset, evidence, x, vectors, product, r, rs):  # type: ignore[no-untyped-def]
    d = x.shape[1]
    for u in range(start, stop):
        row, ridge = r[u], evidence.ridge[offset + u]
        for k in range(d):
            row[k] = -(product[u, k] + ridge * x[u, k])
        for e in range(evidence.starts[offset + u], evidence.starts[offset + u + 1]):
            y = vectors[evidence.items[e]]
            scale = evidence.pulls[e] - evidence.weights[e] * _dot(y, x[u])
            for k in range(d):
                row[k] += scale * y[k]
        rs[u] = _dot(row, row)


@njit(cache=True, nogil=True, fastmath=True)
def _step(start, stop, offset, evidence, x, vectors, p, product, r, rs):  # type: ignore[no-untyped-def]
    d = x.shape[1]
    for u in range(start, stop):
        if rs[u] < F32(1e-12):
            continue
        step, ap, ridge = p[u], product[u], evidence.ridge[offset + u]
        for k in range(d):
            ap[k] += ridge * step[k]
        for e in range(evidence.starts[offset + u], evidence.starts[offset + u + 1]):
            y = vectors[evidence.items[e]]
            scale = evidence.weights[e] * _dot(y, step)
            for k in range(d):
                ap[k] += scale * y[k]
        alpha = rs[u] / _dot(step, ap)
        for k in range(d):
            x[u, k] += alpha * step[k]
            r[u, k] -= alpha * ap[k]
        rn = _dot(r[u], r[u])
        beta, rs[u] = rn / rs[u], rn
        for k in range(d):
            step[k] = r[u, k] + beta * step[k]


def half_epoch(evidence: Evidence, x: NDArray[np.float32], vectors: NDArray[np.float32], a0: float, steps: int) -> None:
    """Improve every row of x (n, d) float32 in place by `steps` steps from where it is, `vectors` held fixed.

    The dense part of the products is one matrix product per block of rows, which is what makes large d cheap.
    """
    gram, block = (F32(a0) * (vectors.T @ vectors)).astype(np.float32), 4096
    for offset in range(0, len(x), block):
        part = x[offset : offset + block]
        r, rs = np.empty_like(part), np.empty(len(part), np.float32)
        over_rows(_residuals, len(part), offset, evidence, part, vectors, part @ gram, r, rs)
        p = r.copy()
        for _ in range(steps):
            over_rows(_step, len(part), offset, evidence, part, vectors, p, p @ gram, r, rs)
