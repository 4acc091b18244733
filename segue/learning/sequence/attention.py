"""Causal attention over sequences packed end to end: no padding, and only the half that may be seen is computed.

Keys and values are turned to (width of a head, time), so that the inner loops run over time. A. Vaswani et al.,
"Attention Is All You Need", NeurIPS 2017, with the linear biases of `weights.slopes` in place of positions.
"""

import numpy as np

from segue.learning.sequence.kernels import F32, compiled, exp32


@compiled
def _turn(rows, first, column, n, out):  # type: ignore[no-untyped-def]
    """out[e, t] <- rows[first + t, column + e]."""
    for t in range(n):
        for e in range(out.shape[0]):
            out[e, t] = rows[first + t, column + e]


@compiled
def combine(factors, at, matrix, m, out):  # type: ignore[no-untyped-def]
    """out[:m] += factors[at + e] * matrix[e, :m] over all e, four rows at a time."""
    for e in range(0, matrix.shape[0], 4):
        a, b, c, d = factors[at + e], factors[at + e + 1], factors[at + e + 2], factors[at + e + 3]
        p, q, r, s = matrix[e], matrix[e + 1], matrix[e + 2], matrix[e + 3]
        for j in range(m):
            out[j] += a * p[j] + b * q[j] + c * r[j] + d * s[j]


@compiled
def dots(row, matrix, m, out, at):  # type: ignore[no-untyped-def]
    """out[at + e] <- row[:m] . matrix[e, :m], four rows at a time."""
    for e in range(0, matrix.shape[0], 4):
        p, q, r, s = matrix[e], matrix[e + 1], matrix[e + 2], matrix[e + 3]
        a, b, c, d = F32(0), F32(0), F32(0), F32(0)
        for j in range(m):
            a += row[j] * p[j]
            b += row[j] * q[j]
            c += row[j] * r[j]
            d += row[j] * s[j]
        out[at + e], out[at + e + 1], out[at + e + 2], out[at + e + 3] = a, b, c, d


@compiled
def _outer(factors, at, row, m, out):  # type: ignore[no-untyped-def]
    """out[e, :m] += factors[at + e] * row[:m]."""
    for e in range(out.shape[0]):
        a, target = factors[at + e], out[e]
        for j in range(m):
            target[j] += a * row[j]


@compiled
def attend(qkv, starts, slopes, longest, shares, out):  # type: ignore[no-untyped-def]
    """out (n, d) <- what every token takes from itself and those before it in its sequence.

    qkv: (n, 3 d) float32, queries, keys, values, head by head; starts: (s + 1,) int64; slopes: (heads,) float32.
    shares: float32, the attention of (sequence, head, token), its triangle row after row, for the way back.
    """
    heads, d = slopes.shape[0], out.shape[1]
    width, at = d // heads, 0
    keys, values = np.empty((width, longest), F32), np.empty((width, longest), F32)
    scale = F32(1) / np.sqrt(F32(width))
    for s in range(starts.shape[0] - 1):
        first, n = starts[s], starts[s + 1] - starts[s]
        for h in range(heads):
            _turn(qkv, first, d + h * width, n, keys)
            _turn(qkv, first, 2 * d + h * width, n, values)
            for i in range(n):
                row, m = shares[at : at + i + 1], i + 1
                at += m
                for j in range(m):
                    row[j] = F32(0)
                combine(qkv[first + i], h * width, keys, m, row)
                largest = F32(-1e30)
                for j in range(m):
                    t = row[j] * scale - slopes[h] * F32(i - j)
                    row[j] = t
                    largest = max(largest, t)
                total = F32(0)
                for j in range(m):
                    t = exp32(row[j] - largest)
                    row[j] = t
                    total += t
                total = F32(1) / total
                for j in range(m):
                    row[j] *= total
                dots(row, values, m, out[first + i], h * width)


@compiled
def attend_back(d_out, qkv, starts, slopes, longest, shares, d_qkv):  # type: ignore[no-untyped-def]
    """d_qkv (n, 3 d) <- gradient of `qkv`; the other arguments as `attend` took and left them."""
    heads, d = slopes.shape[0], d_out.shape[1]
    width, at = d // heads, 0
    keys, values = np.empty((width, longest), F32), np.empty((width, longest), F32)
    d_keys, d_values, change = np.empty((width, longest), F32), np.empty((width, longest), F32), np.empty(longest, F32)
    scale = F32(1) / np.sqrt(F32(width))
    for s in range(starts.shape[0] - 1):
        first, n = starts[s], starts[s + 1] - starts[s]
        for h in range(heads):
            _turn(qkv, first, d + h * width, n, keys)
            _turn(qkv, first, 2 * d + h * width, n, values)
            d_keys[:, :n] = F32(0)
            d_values[:, :n] = F32(0)
            for i in range(n):
                row, m = shares[at : at + i + 1], i + 1
                at += m
                for j in range(m):
                    change[j] = F32(0)
                combine(d_out[first + i], h * width, values, m, change)
                mean = F32(0)
                for j in range(m):
                    mean += row[j] * change[j]
                for j in range(m):
                    change[j] = row[j] * (change[j] - mean) * scale
                dots(change, keys, m, d_qkv[first + i], h * width)
                _outer(qkv[first + i], h * width, change, m, d_keys)
                _outer(d_out[first + i], h * width, row, m, d_values)
            for t in range(n):
                for e in range(width):
                    d_qkv[first + t, d + h * width + e] = d_keys[e, t]
                    d_qkv[first + t, 2 * d + h * width + e] = d_values[e, t]
