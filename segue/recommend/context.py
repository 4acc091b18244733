"""Context: when and where somebody asks, as directions in the item space; unknown = no direction.

Hour and device pull to what this listener finishes there and not elsewhere; activity and coarse location, and the hour
for whom nothing was heard then, to what everybody does (`ServingModel.places`, learnt at a refresh). Each is shrunk by
how little it stands on, so a context that was never met changes nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.profiles.features.week_parts import part_of
from segue.recommend.habits import Habits, Heard
from segue.recommend.intent import TURNS, Outcomes, turned
from segue.recommend.serving import ServingModel

_TRUST = 20.0  # outcomes in a context after which its direction counts half
_LONGEST = 0.2  # of the sum; the longest twentieth of directions is: where hours differ that much, taste must not drown


class Directions(NamedTuple):
    """each: (4, d) float32, of hour, device, activity and location, of what is finished less what is left there.

    moment: (d,) what the sum of an answer takes of them: of the hour what is finished alone, for what is left speaks
    against a taste at any hour; and no device, which says little that the hour does not.
    """

    each: NDArray[np.float32]
    moment: NDArray[np.float32]


def directions(habits: Habits, usual: Heard, model: ServingModel) -> Directions:
    """usual: what the listener likes at any time."""
    space, places = model.space, model.places
    out = np.zeros((4, space.shape[1]), np.float32)
    mean = _mean(space, usual)
    for i, heard in enumerate((habits.now, habits.here)):
        if len(heard.rows):
            out[i] = _trust(heard) * (_mean(space, heard) - mean)
    for i, key in ((2, f"activity:{habits.where.activity}"), (3, f"location:{habits.where.location}")):
        if (vector := places.get(key)) is not None:
            out[i] = vector
    finished = Heard(habits.now.rows, np.maximum(habits.now.balance, 0))
    moment, trust = out[2] + out[3], _trust(finished)
    if trust:
        moment += trust * (_mean(space, finished) - mean)
    if (vector := places.get(f"hour:{part_of(habits.at)}")) is not None:
        moment += np.float32(1 - trust) * vector
    return Directions(out, moment * np.float32(min(1.0, _LONGEST / max(float(np.linalg.norm(moment)), 1e-9))))


def still(
    moment: NDArray[np.float32], space: NDArray[np.float32], session: Outcomes, finish_rate: float
) -> NDArray[np.float32]:
    """The moment as far as this session has not turned away from what is usual now. finish_rate: as of `turned`."""
    length = float(np.linalg.norm(moment))
    if not length or not len(session.rows):
        return moment
    left = 1 - turned(space[session.rows] @ moment / length, session, finish_rate)
    return moment * np.float32(min(1.0, left / (1 - TURNS)))


def _trust(heard: Heard) -> float:
    said = float(np.abs(heard.balance).sum())
    return said / (said + _TRUST)


def _mean(space: NDArray[np.float32], heard: Heard) -> NDArray[np.float32]:
    total = float(np.abs(heard.balance).sum())
    if not total:
        return np.zeros(space.shape[1], np.float32)
    found: NDArray[np.float32] = (heard.balance @ space[heard.rows]) / np.float32(total)
    return found
