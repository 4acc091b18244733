"""What an order costs, part by part, without a table of all pairs."""

from dataclasses import dataclass

import numpy as np

from segue.playlists.sequence.distances import WEIGHTS, Column, Distances, Weights, between, wanted
from segue.playlists.sequence.sounds import Sounds
from segue.playlists.sequence.task import Order, crowding_of


@dataclass(frozen=True, slots=True)
class Cost:
    """Of n tracks in their order. steps: (n - 1,) distances of neighbours. wanted, misplaced: (n,) level each place
    wants, NaN = any, and by how much it is missed."""

    steps: Distances
    wanted: Column
    misplaced: Column
    crowding: int
    weights: Weights

    @property
    def transitions(self) -> Column:
        """(n - 1,)"""
        return self.steps.together(self.weights)

    @property
    def total(self) -> float:
        return float(self.transitions.sum() + self.weights.curve * self.misplaced.sum())


def cost_of(
    order: Order, sounds: Sounds, heights: Column, artist: Order, keep: int, weights: Weights = WEIGHTS
) -> Cost:
    """heights: (n,) of the curve; artist: (n,) by track."""
    target = wanted(sounds.level, heights, keep) if len(order) and np.ptp(heights) else np.full(len(order), np.nan)
    near, played = crowding_of(artist), artist[order]
    crowding = sum(int(near[d] * (played[d:] == played[:-d]).sum()) for d in range(1, len(near)))
    misplaced = np.nan_to_num(np.abs(sounds.level[order] - target), nan=0.0)
    return Cost(between(sounds, order[:-1], order[1:]), target, misplaced, crowding, weights)
