"""Places: what everybody finishes at a part of the week, in an activity or at a coarse location, as directions in the
item space."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from functools import cache

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import ListenerId, TrackId
from segue.ports import Lake
from segue.profiles.features.surroundings import KINDS, word
from segue.profiles.features.week_parts import part_of

_MOST, _MOST_HOURS = 500_000, 200_000  # listens, the latest
_TRUST = 50.0  # outcomes after which a direction counts half
_FEWEST = 20  # outcomes, below which nothing is said
_KEPT = 200  # values, the most frequent
_SQL = """
select l.listener, l.track_id, l."like" as liked, l.skip, e.context from listens l
join events e on e.event_id = l.listen_id and e.listener = l.listener
where e.context like '%"activity"%' or e.context like '%"location"%' order by l.start desc limit {most}
"""


_HOURS = """
select listener, track_id, "like" as liked, skip, start from listens where "like" > 0 or skip > 0
order by start desc limit {most}
"""
Held = tuple[list[int], list[float]]  # rows and balances


def places(
    lake: Lake,
    row_of: Mapping[TrackId, int],
    space: NDArray[np.float32],
    allowed: Callable[[ListenerId], bool],
    zone_of: Callable[[ListenerId], tzinfo] = lambda _: UTC,
) -> dict[str, NDArray[np.float32]]:
    """`activity:running`, `hour:morning` -> (d,) float32. space: (n, d) float32, of the items of `row_of`."""
    found = {}
    may = cache(allowed)
    for by_value in (_told(lake, row_of, may), _by_hour(lake, row_of, may, cache(zone_of))):
        usual = _mean(space, by_value.pop("", ([], [])))
        for key in sorted(by_value, key=lambda key: (-len(by_value[key][0]), key))[:_KEPT]:
            n = len(by_value[key][0])
            if n >= _FEWEST:
                found[key] = (n / (n + _TRUST) * (_mean(space, by_value[key]) - usual)).astype(np.float32)
    return found


def _told(lake: Lake, row_of: Mapping[TrackId, int], may: Callable[[ListenerId], bool]) -> dict[str, Held]:
    """By what players say of activity and location; "" = all of it."""
    found: dict[str, Held] = {}
    for one in lake.query(_SQL.format(most=_MOST)).to_pylist():
        row, balance = row_of.get(one["track_id"], -1), min(one["liked"], 1.0) - one["skip"]
        if row < 0 or not balance or not may(ListenerId(one["listener"])):
            continue
        told = json.loads(one["context"])
        for key in ("", *(f"{kind}:{value}" for kind in KINDS if (value := word(told.get(kind))))):
            _add(found.setdefault(key, ([], [])), row, balance)
    return found


def _by_hour(
    lake: Lake,
    row_of: Mapping[TrackId, int],
    may: Callable[[ListenerId], bool],
    zone: Callable[[ListenerId], tzinfo],
) -> dict[str, Held]:
    """By part of the listener's week; "" = all of it."""
    found: dict[str, Held] = {}
    for one in lake.query(_HOURS.format(most=_MOST_HOURS)).to_pylist():
        who, row = ListenerId(one["listener"]), row_of.get(one["track_id"], -1)
        balance = min(one["liked"], 1.0) - one["skip"]
        if row >= 0 and balance and may(who):
            for key in ("", f"hour:{part_of(one['start'].astimezone(zone(who)))}"):
                _add(found.setdefault(key, ([], [])), row, balance)
    return found


def _add(held: Held, row: int, balance: float) -> None:
    held[0].append(row)
    held[1].append(balance)


def _mean(space: NDArray[np.float32], held: Held) -> NDArray[np.float32]:
    rows, balance = np.array(held[0], np.int64), np.array(held[1], np.float32)
    if not len(rows):
        return np.zeros(space.shape[1], np.float32)
    found: NDArray[np.float32] = (balance @ space[rows]) / np.abs(balance).sum()
    return found
