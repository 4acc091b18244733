"""Context: when and where somebody asks, as directions in the item space; unknown = no direction.

Hour and device pull to what this listener finishes there and not elsewhere; activity and coarse location to what
everybody does (`ServingModel.places`, learnt at a refresh), because only messages of players tell them. Each is shrunk
by how little it stands on, so a context that was never met changes nothing.
"""

import numpy as np
from numpy.typing import NDArray

from segue.recommend.habits import Heard
from segue.recommend.situation import Situation

_TRUST = 20.0  # outcomes in a context after which its direction counts half


def fits(situation: Situation, rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """(n, 4) float32: how candidates fit hour, device, activity and location; 0 = nothing known."""
    out = np.zeros((len(rows), 4), np.float32)
    habits, space = situation.habits, situation.model.space
    mine = space[rows]
    usual = _mean(space, Heard(situation.known.rows, situation.liked))
    for i, heard in enumerate((habits.now, habits.here)):
        if len(heard.rows):
            said = float(np.abs(heard.balance).sum())
            out[:, i] = mine @ (said / (said + _TRUST) * (_mean(space, heard) - usual))
    for i, key in ((2, f"activity:{habits.where.activity}"), (3, f"location:{habits.where.location}")):
        if (vector := situation.model.places.get(key)) is not None:
            out[:, i] = mine @ vector
    return out


def _mean(space: NDArray[np.float32], heard: Heard) -> NDArray[np.float32]:
    total = float(np.abs(heard.balance).sum())
    if not total:
        return np.zeros(space.shape[1], np.float32)
    found: NDArray[np.float32] = (heard.balance @ space[heard.rows]) / np.float32(total)
    return found
