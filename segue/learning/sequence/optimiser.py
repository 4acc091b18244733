"""AdamW with clipped gradients and a running mean of the weights, which is what is kept in the end.

The table is updated in the rows that a step touched only: what time did to the others (fading moments, the mean
catching up) is made good when they are touched next. I. Loshchilov, F. Hutter, "Decoupled Weight Decay
Regularization", ICLR 2019; B. Polyak, A. Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992.
"""

import math

import numpy as np
from numpy.typing import NDArray

from segue.learning.sequence.kernels import F32, compiled
from segue.learning.sequence.weights import TABLE, Weights

FIRST, SECOND = 0.9, 0.98  # memories of the mean and of the square of gradients


class Optimiser:
    """Improves `weights` in place."""

    def __init__(self, weights: Weights, clip: float = 1.0, decay: float = 0.0, average: float = 0.998) -> None:
        self.weights, self._clip, self._decay, self._average = weights, clip, F32(decay), average
        self._mean = {name: np.zeros_like(part) for name, part in weights.items()}
        self._square = {name: np.zeros_like(part) for name, part in weights.items()}
        self._smooth = {name: part.copy() for name, part in weights.items()}
        self._touched = np.zeros(len(weights[TABLE]), np.int64)  # step at which a row was last touched
        self._log_kept = [0.0]  # log of the share of the very first weights in the running mean, by step
        self._step = 0

    def step(self, grads: Weights, items: NDArray[np.int32], rate: float) -> None:
        """grads: as the weights, but of the table only the rows `items` (r,) int32, ascending."""
        self._step += 1
        t = self._step
        length = math.sqrt(sum(float(np.dot(g.ravel(), g.ravel())) for g in grads.values()))
        scale = F32(min(1.0, self._clip / (length + 1e-6)))
        keep = min(self._average, t / (t + 9))
        self._log_kept.append(self._log_kept[-1] + math.log(keep))
        how = (F32(rate), scale, self._decay, F32(1 / (1 - FIRST**t)), F32(1 / (1 - SECOND**t)), F32(keep))
        for name, grad in grads.items():
            parts = (self.weights[name], self._mean[name], self._square[name], self._smooth[name])
            if name == TABLE:
                idle = t - 1 - self._touched[items]
                late = np.array(self._log_kept)[t - 1] - np.array(self._log_kept)[self._touched[items]]
                _rows(items, grad, *parts, idle, np.exp(late).astype(np.float32), how)
                self._touched[items] = t
            else:
                weight, mean, square, smooth = (part.ravel() for part in parts)
                _flat(grad.ravel(), weight, mean, square, smooth, how)

    def smooth(self) -> Weights:
        """The running mean of the weights up to now."""
        kept = np.array(self._log_kept)
        late = np.exp(kept[-1] - kept[self._touched]).astype(np.float32)[:, None]
        table = self.weights[TABLE]
        means = {name: part.copy() for name, part in self._smooth.items()}
        means[TABLE] = table + (self._smooth[TABLE] - table) * late
        return means


@compiled
def _flat(grad, weight, mean, square, smooth, how):  # type: ignore[no-untyped-def]
    rate, scale, decay, lift_mean, lift_square, keep = how
    for i in range(grad.shape[0]):
        g = grad[i] * scale
        mean[i] = F32(FIRST) * mean[i] + F32(1 - FIRST) * g
        square[i] = F32(SECOND) * square[i] + F32(1 - SECOND) * g * g
        weight[i] -= rate * (mean[i] * lift_mean / (np.sqrt(square[i] * lift_square) + F32(1e-8)) + decay * weight[i])
        smooth[i] = smooth[i] * keep + weight[i] * (F32(1) - keep)


@compiled
def _rows(items, grad, weight, mean, square, smooth, idle, late, how):  # type: ignore[no-untyped-def]
    for r in range(items.shape[0]):
        i = items[r]
        fade_mean, fade_square = F32(FIRST) ** F32(idle[r]), F32(SECOND) ** F32(idle[r])
        for j in range(weight.shape[1]):
            mean[i, j] *= fade_mean
            square[i, j] *= fade_square
            smooth[i, j] = weight[i, j] + (smooth[i, j] - weight[i, j]) * late[r]
        _flat(grad[r], weight[i], mean[i], square[i], smooth[i], how)
