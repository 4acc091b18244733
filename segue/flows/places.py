"""Places: what everybody finishes in an activity or at a coarse location, as directions in the item space."""

import json
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import ListenerId, TrackId
from segue.ports import Lake
from segue.profiles.features.surroundings import KINDS, word

_MOST = 500_000  # listens, the latest
_TRUST = 50.0  # outcomes after which a direction counts half
_FEWEST = 20  # outcomes, below which nothing is said
_KEPT = 200  # values, the most frequent
_SQL = """
select l.listener, l.track_id, l."like" as liked, l.skip, e.context from listens l
join events e on e.event_id = l.listen_id and e.listener = l.listener
where e.context like '%"activity"%' or e.context like '%"location"%' order by l.start desc limit {most}
"""


def places(
    lake: Lake, row_of: Mapping[TrackId, int], space: NDArray[np.float32], allowed: Callable[[ListenerId], bool]
) -> dict[str, NDArray[np.float32]]:
    """`activity:running` -> (d,) float32. space: (n, d) float32, of the items of `row_of`."""
    by_value: dict[str, tuple[list[int], list[float]]] = {}
    every: tuple[list[int], list[float]] = ([], [])
    may: dict[str, bool] = {}
    for one in lake.query(_SQL.format(most=_MOST)).to_pylist():
        who, row = one["listener"], row_of.get(one["track_id"], -1)
        if who not in may:
            may[who] = allowed(ListenerId(who))
        balance = min(one["liked"], 1.0) - one["skip"]
        if row < 0 or not balance or not may[who]:
            continue
        told = json.loads(one["context"])
        _add(every, row, balance)
        for kind in KINDS:
            if value := word(told.get(kind)):
                _add(by_value.setdefault(f"{kind}:{value}", ([], [])), row, balance)
    usual = _mean(space, every)
    often = sorted(by_value, key=lambda key: (-len(by_value[key][0]), key))[:_KEPT]
    found = {}
    for key in often:
        n = len(by_value[key][0])
        if n >= _FEWEST:
            found[key] = (n / (n + _TRUST) * (_mean(space, by_value[key]) - usual)).astype(np.float32)
    return found


def _add(held: tuple[list[int], list[float]], row: int, balance: float) -> None:
    held[0].append(row)
    held[1].append(balance)


def _mean(space: NDArray[np.float32], held: tuple[list[int], list[float]]) -> NDArray[np.float32]:
    rows, balance = np.array(held[0], np.int64), np.array(held[1], np.float32)
    if not len(rows):
        return np.zeros(space.shape[1], np.float32)
    found: NDArray[np.float32] = (balance @ space[rows]) / np.abs(balance).sum()
    return found
