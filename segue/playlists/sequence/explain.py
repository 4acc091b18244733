"""An order in numbers, for a page to draw: energy and tempo from track to track, and what each transition costs."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from segue.domain.track import Track
from segue.playlists.sequence.arrange import asked
from segue.playlists.sequence.distances import Column
from segue.playlists.sequence.sounds import WHEEL


class Step(Struct, frozen=True, omit_defaults=True):
    """One place. None = not known. The distances are those from the track before, 0 to 1, for the first place 0."""

    level: float | None = None  # how lively, 0 to 1
    wanted: float | None = None  # what the shape wants here; None = anything
    tempo_bpm: float | None = None
    key: str | None = None  # on the Camelot wheel, as "8B"
    tempo_distance: float = 0.0
    key_distance: float = 0.0
    energy_distance: float = 0.0
    cost: float = 0.0  # of the transition, all three together


class Arrangement(Struct, frozen=True):
    """steps: place by place. cost: of all transitions and of the curve. crowding: 0 = artists are apart."""

    shape: str
    steps: tuple[Step, ...]
    cost: float
    crowding: int


def explain(
    tracks: Sequence[Track],
    order: Sequence[int],
    shape: str = "level",
    *,
    keep: int = 0,
    artists: Sequence[int] | None = None,
) -> Arrangement:
    """`order` as `arranged` gave it, for the same arguments.

    Raises:
        ValueError: as `arranged`, or `order` does not hold every track once.
    """
    if sorted(order) != list(range(len(tracks))):
        raise ValueError(f"an order of {len(tracks)} tracks holds each of 0 to {len(tracks) - 1} once")
    question = asked(tracks, shape, keep=keep, artists=artists)
    rows = np.array(order, np.int64)
    cost = question.cost(rows)
    columns = question.sounds
    levels, targets, octaves = (_known(c) for c in (columns.level[rows], cost.wanted, columns.octave[rows]))
    far = [np.concatenate([[0.0], part]) for part in (cost.steps.tempo, cost.steps.key, cost.steps.energy)]
    costs = np.concatenate([[0.0], cost.transitions])
    steps = tuple(
        Step(
            level=levels[p],
            wanted=targets[p],
            tempo_bpm=None if (octave := octaves[p]) is None else round(2**octave, 1),
            key=_camelot(columns.wheel[row], columns.ring[row]),
            tempo_distance=round(float(far[0][p]), 4),
            key_distance=round(float(far[1][p]), 4),
            energy_distance=round(float(far[2][p]), 4),
            cost=round(float(costs[p]), 4),
        )
        for p, row in enumerate(rows)
    )
    return Arrangement(shape, steps, round(cost.total, 4), cost.crowding)


def _known(column: Column) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 4) for value in column]


def _camelot(wheel: float, ring: float) -> str | None:
    return None if np.isnan(wheel) else f"{int(wheel) % WHEEL + 1}{'AB'[int(ring)]}"
