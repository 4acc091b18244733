"""Training: sequences -> weights. Deterministic for equal data, settings and seed; one thread."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from segue.learning.model import Sequences
from segue.learning.sequence.batches import Batch, Batches
from segue.learning.sequence.loss import losses
from segue.learning.sequence.network import Network
from segue.learning.sequence.optimiser import Optimiser
from segue.learning.sequence.start import start_table
from segue.learning.sequence.weights import TABLE, Shape, Weights, fresh

WARM_STEPS, CONSTANT, LEAST = 100, 0.75, 0.02  # of the learning rate: steps up, share at its peak, end of its way down


@dataclass(frozen=True, slots=True)
class Training:
    """rate: peak of the learning rate; window: most events of a history; tokens, negatives: of one step."""

    shape: Shape
    epochs: int
    rate: float
    dropout: float
    window: int
    tokens: int
    negatives: int

    def __call__(
        self, sequences: Sequences, n_items: int, seed: int, progress: Callable[[int, float], None] = lambda *_: None
    ) -> Weights:
        """`progress` hears the number of epochs done and the mean loss of the last one."""
        batches = Batches(sequences, n_items, self.window, self.tokens, self.negatives, seed)
        table = start_table(sequences, n_items, self.shape.width, seed)
        weights = fresh(self.shape, table, batches.skip_rate, seed)
        network, optimiser = Network(self.shape, self.dropout), Optimiser(weights)
        rng = np.random.Generator(np.random.SFC64(seed))
        total, step = batches.per_epoch() * self.epochs, 0
        for epoch in range(self.epochs):
            found = []
            for batch in batches.epoch():
                loss, grads = gradients(network, weights, batch, rng)
                optimiser.step(grads, batch.items, self.rate * pace(step, total))
                found.append(loss)
                step += 1
            progress(epoch + 1, float(np.mean(found)) if found else 0.0)
        return optimiser.smooth()


def gradients(
    network: Network, weights: Weights, batch: Batch, rng: np.random.Generator | None
) -> tuple[float, Weights]:
    """The loss of a batch and its gradients, of the table in the batch's rows only."""
    local = weights | {TABLE: weights[TABLE][batch.items]}
    grads = {name: np.zeros_like(part) for name, part in local.items()}
    hidden = network.forward(local, batch.tokens, rng)
    loss, d_hidden = losses(network, local, hidden, batch.goals, grads)
    network.backward(local, d_hidden, grads)
    return loss, grads


def pace(step: int, total: int) -> float:
    """Share of the peak rate: up over the first steps, constant, then down in a line."""
    done = min(step / max(total, 1), 1.0)
    warm = min(1.0, (step + 1) / max(min(WARM_STEPS, total // 4), 1))
    return warm * (1.0 if done < CONSTANT else max(LEAST, (1 - done) / (1 - CONSTANT)))
