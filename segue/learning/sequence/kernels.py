"""One pass over memory each: normalisation, activation, dropout and embedding, forward and backward.

All arrays are float32, (n, d) = tokens by dimensions, unless said; `*_back` adds to the gradients of parameters.
Dropout takes one random byte per number: kept, and scaled by `keep`, when the byte is at least `threshold`.
"""

import numpy as np
from numba import njit

F32 = np.float32
compiled = njit(cache=True, nogil=True, fastmath=True, error_model="numpy")


@njit(inline="always")
def exp32(x):  # type: ignore[no-untyped-def]
    """e^x, to 3e-7 near 0 and 7e-6 at the ends, without a branch: loops around it become vector instructions."""
    t = max(min(x, F32(88.0)), F32(-87.0)) * F32(1.4426950408889634)
    n = np.floor(t + F32(0.5))
    f = t - n
    p = F32(0.0555041087) + f * (F32(0.0096181291) + f * F32(0.0013333558))
    p = F32(1.0) + f * (F32(0.6931471806) + f * (F32(0.2402265070) + f * p))
    return p * np.int32((np.int32(n) + np.int32(127)) << np.int32(23)).view(np.float32)


@compiled
def embed(table, items, gate, kind, kinds, scale, noise, threshold, keep, out):  # type: ignore[no-untyped-def]
    """out <- dropout(scale * gate[kinds] * table[items] + kind[kinds])."""
    for i in range(out.shape[0]):
        row, g, b = table[items[i]], gate[kinds[i]], kind[kinds[i]]
        for j in range(out.shape[1]):
            out[i, j] = (scale * g[j] * row[j] + b[j]) * (keep if noise[i, j] >= threshold else F32(0))


@compiled
def embed_back(d_out, table, items, gate, kinds, scale, noise, threshold, keep, d_table, d_gate, d_kind):  # type: ignore[no-untyped-def]
    for i in range(d_out.shape[0]):
        row, g, d_row, dg, db = table[items[i]], gate[kinds[i]], d_table[items[i]], d_gate[kinds[i]], d_kind[kinds[i]]
        for j in range(d_out.shape[1]):
            t = d_out[i, j] * (keep if noise[i, j] >= threshold else F32(0))
            d_row[j] += t * scale * g[j]
            dg[j] += t * scale * row[j]
            db[j] += t


@compiled
def norm(x, gain, bias, out, unit, inverse):  # type: ignore[no-untyped-def]
    """Layer normalisation. unit: x of mean 0 and deviation 1; inverse (n,): 1 / deviation."""
    n, d = x.shape
    for i in range(n):
        mean = F32(0)
        for j in range(d):
            mean += x[i, j]
        mean /= F32(d)
        square = F32(0)
        for j in range(d):
            square += (x[i, j] - mean) * (x[i, j] - mean)
        r = F32(1) / np.sqrt(square / F32(d) + F32(1e-5))
        inverse[i] = r
        for j in range(d):
            t = (x[i, j] - mean) * r
            unit[i, j] = t
            out[i, j] = t * gain[j] + bias[j]


@compiled
def norm_back(d_out, gain, unit, inverse, d_x, d_gain, d_bias):  # type: ignore[no-untyped-def]
    """Adds to d_x too: the stream goes around the normalisation."""
    n, d = d_out.shape
    for i in range(n):
        a, b = F32(0), F32(0)
        for j in range(d):
            t = d_out[i, j] * gain[j]
            a += t
            b += t * unit[i, j]
            d_gain[j] += d_out[i, j] * unit[i, j]
            d_bias[j] += d_out[i, j]
        a /= F32(d)
        b /= F32(d)
        for j in range(d):
            d_x[i, j] += inverse[i] * (d_out[i, j] * gain[j] - a - unit[i, j] * b)


@compiled
def gelu(x, bias, out):  # type: ignore[no-untyped-def]
    """x += bias, out <- x * sigmoid(1.6 (x + .045 x^3)): D. Hendrycks, K. Gimpel, arXiv 1606.08415."""
    n, d = x.shape
    for i in range(n):
        for j in range(d):
            t = x[i, j] + bias[j]
            x[i, j] = t
            out[i, j] = t / (F32(1) + exp32(F32(-1.5957691216) * (t + F32(0.044715) * t * t * t)))


@compiled
def gelu_back(x, d_out, d_bias):  # type: ignore[no-untyped-def]
    """d_out becomes the gradient of x, in place."""
    n, d = x.shape
    for i in range(n):
        for j in range(d):
            t = x[i, j]
            s = F32(1) / (F32(1) + exp32(F32(-1.5957691216) * (t + F32(0.044715) * t * t * t)))
            slope = s + t * s * (F32(1) - s) * F32(1.5957691216) * (F32(1) + F32(0.134145) * t * t)
            t = d_out[i, j] * slope
            d_out[i, j] = t
            d_bias[j] += t


@compiled
def add_dropped(stream, x, bias, noise, threshold, keep):  # type: ignore[no-untyped-def]
    """stream += dropout(x + bias)."""
    n, d = stream.shape
    for i in range(n):
        for j in range(d):
            stream[i, j] += (x[i, j] + bias[j]) * (keep if noise[i, j] >= threshold else F32(0))


@compiled
def dropped_back(d_stream, noise, threshold, keep, d_x, d_bias):  # type: ignore[no-untyped-def]
    """d_x <- what the stream's gradient is to what was added to it."""
    n, d = d_stream.shape
    for i in range(n):
        for j in range(d):
            t = d_stream[i, j] * (keep if noise[i, j] >= threshold else F32(0))
            d_x[i, j] = t
            d_bias[j] += t
