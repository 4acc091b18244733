"""What comes next after what was just played: a small causal transformer over the order of plays.

W.-C. Kang, J. McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018, with a start in closed form, linear
biases for age, sampled softmax, and skips as context and as negatives; the parts are in `segue.learning.sequence`.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.model import Arrays, Fitted, Histories, Interactions, Model, Sequences
from segue.learning.rows import plain
from segue.learning.sequence.live import Live
from segue.learning.sequence.network import Network, Tokens
from segue.learning.sequence.train import Training
from segue.learning.sequence.weights import TABLE, Shape, Weights, shape_of

_AT_ONCE = 4096  # events run together when scoring


class FittedNextItem(Fitted):
    """The weights (`sequence.weights`), heads of the attention, window in events, and what a sure skip costs in nats.

    live: moves the state of one listener by one event, for `score_states`.
    """

    def __init__(self, weights: Weights, heads: int, window: int, skip_cost: float) -> None:
        self.weights, self.shape = weights, shape_of(weights, heads)
        self.window, self.skip_cost = window, skip_cost
        self.live = Live(weights, self.shape, window)

    def score(self, histories: Histories) -> NDArray[np.float32]:
        """Zeros for a listener of whom no order is known."""
        out = np.zeros(histories.liked.shape, np.float32)
        if histories.sequences is not None:
            known = np.flatnonzero(np.diff(histories.sequences.starts))
            if len(known):
                out[known] = self.score_states(self.states(histories.sequences)[known])
        return out

    def states(self, sequences: Sequences) -> NDArray[np.float32]:
        """(n, width) float32: the hidden state of each listener after the last event; zeros where there is none."""
        network, out = Network(self.shape), np.zeros((len(sequences), self.shape.width), np.float32)
        sizes = np.minimum(np.diff(sequences.starts), self.window)
        known = np.flatnonzero(sizes)
        parts = np.flatnonzero(np.diff(np.cumsum(sizes[known]) // _AT_ONCE)) + 1
        for some in np.split(known, parts):
            if not len(some):
                continue
            starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[some], dtype=np.int64)])
            begins = sequences.starts[some + 1] - sizes[some]
            at = np.repeat(begins - starts[:-1], sizes[some]) + np.arange(starts[-1])
            tokens = Tokens(starts, plain(sequences.items[at], np.int32), plain(sequences.kinds[at], np.int8))
            out[some] = network.forward(self.weights, tokens)[starts[1:] - 1]
        return out

    def score_states(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, n_items) float32 of states (n, width) float32: how likely an item is next, less what a skip costs."""
        scores: NDArray[np.float32] = states @ self.weights[TABLE].T
        if self.skip_cost:
            scores -= np.float32(self.skip_cost) * self.skip_chances(states)
        return scores

    def skip_chances(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, n_items) float32: P(skip) of every item, were it played next."""
        w = self.weights
        odds = np.asarray((states * w["skip_pair"] + w["skip_item"]) @ w[TABLE].T, np.float32)
        odds += (states @ w["skip_state"] + w["skip_bias"])[:, None]
        np.exp(-odds, out=odds)
        odds += 1
        chances: NDArray[np.float32] = np.reciprocal(odds, out=odds)
        return chances

    def arrays(self) -> Arrays:
        settings = np.array([self.shape.heads, self.window, self.skip_cost], np.float64)
        return self.weights | {"settings": settings}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        heads, window, skip_cost = map(float, arrays["settings"])
        weights = {name: plain(part, np.float32) for name, part in arrays.items() if name != "settings"}
        return cls(weights, int(heads), int(window), skip_cost)


@dataclass(frozen=True, slots=True)
class NextItem(Model):
    """epochs: passes over the data; 0 = as many as its size asks for. Width 128 pays with ten times the patience."""

    fitted: ClassVar[type[Fitted]] = FittedNextItem
    personal: ClassVar[bool] = True

    width: int = 64
    layers: int = 2
    heads: int = 4
    epochs: int = 0
    rate: float = 2e-3
    dropout: float = 0.2
    window: int = 200
    tokens: int = 3200
    negatives: int = 512
    skip_cost: float = 0.5

    def fit(self, data: Interactions, seed: int) -> FittedNextItem:
        n, shape = data.histories.liked.shape[1], Shape(self.width, self.layers, self.heads)
        sequences = data.histories.sequences or _none(data.histories.liked.shape[0])
        epochs = self.epochs or enough(len(sequences.items))
        train = Training(shape, epochs, self.rate, self.dropout, self.window, self.tokens, self.negatives)
        return FittedNextItem(train(sequences, n, seed), self.heads, self.window, self.skip_cost)


def enough(events: int) -> int:
    """Epochs for so many events: about ten CPU-minutes per million, never fewer than two passes."""
    return int(np.clip(25_000_000 // max(events, 1), 2, 25))


def _none(listeners: int) -> Sequences:
    empty = np.empty(0, np.int32)
    return Sequences(np.zeros(listeners + 1, np.int64), empty, empty.astype(np.int8), empty.astype(np.int64))


NEXT_ITEM = NextItem()
