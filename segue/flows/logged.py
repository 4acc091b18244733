"""Logged: impressions of the lake joined with what came of them, as a ranker trains on them."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from segue.domain.event import ListenerId
from segue.learning.ranking import FINISHED, LEFT, PARTLY, Logged, useful
from segue.ports import Lake
from segue.recommend.columns import LAYOUT, NAMES, unpacked

_SLATES = 40_000  # the latest
_WITHIN_MS = 3 * 3_600_000  # after a slate was shown
_BACK = 30  # slates that are looked through for the one that showed a track
_LIKED = 0.9
_LEAST_CHANCE = 0.1  # weights by propensity are bounded by one over it
_SHOWN = """
select listener, epoch_ms("at") as at_ms, slate_id, extra from events
where kind = 'impression' and dialect = 'segue' and extra like '%"layout":"{layout}"%' order by "at" desc limit {most}
"""
_HEARD = """
select listener, track_id, epoch_ms(start) as at_ms, slate_id, "like" as liked, skip from listens
where epoch_ms(start) >= {since} and outcome <> '' order by listener, start
"""


@dataclass(slots=True)
class _Slates:
    """Of one person, oldest first."""

    at_ms: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    places: list[dict[str, int]] = field(default_factory=list)  # track -> row in the slate
    known: list[Any] = field(default_factory=list)  # (tracks, columns)
    chances: list[list[float]] = field(default_factory=list)

    def of(self, track: str, at_ms: int, slate_id: str | None) -> int:
        """The slate that proposed a track which was heard then, -1 = none."""
        last = bisect_right(self.at_ms, at_ms) - 1
        for i in range(last, max(last - _BACK, -1), -1):
            if at_ms - self.at_ms[i] > _WITHIN_MS:
                break
            if track in self.places[i] and (slate_id is None or slate_id == self.ids[i]):
                return i
        return -1


def logged(lake: Lake, person: Callable[[ListenerId], ListenerId], allowed: Callable[[ListenerId], bool]) -> Logged:
    """person: for whom the events of an id count; allowed: whether somebody may be learnt from."""
    slates = _slates(lake, person, allowed)
    groups: list[tuple[int, list[tuple[Any, int, float]]]] = []
    for at_ms, rows in _groups(lake, slates):
        if useful([label for _, label, _ in rows]):
            groups.append((at_ms, rows))
    groups.sort(key=lambda one: one[0])
    flat = [row for _, rows in groups for row in rows]
    columns = np.array([one for one, _, _ in flat], np.float32).reshape(len(flat), len(NAMES))
    return Logged(
        columns, np.array([label for _, label, _ in flat], np.int8),
        np.array([len(rows) for _, rows in groups], np.int64), np.array([weight for _, _, weight in flat], np.float32),
    )  # fmt: skip


def _slates(
    lake: Lake, person: Callable[[ListenerId], ListenerId], allowed: Callable[[ListenerId], bool]
) -> dict[str, _Slates]:
    found: dict[str, _Slates] = {}
    for row in reversed(lake.query(_SHOWN.format(layout=LAYOUT, most=_SLATES)).to_pylist()):
        who = person(ListenerId(row["listener"]))
        if not allowed(who):
            continue
        shown = json.loads(row["extra"])
        tracks = [track[0] for track in shown["tracks"]]
        known = unpacked(shown["known"], len(tracks))
        if known is None:
            continue
        mine = found.setdefault(who, _Slates())
        mine.at_ms.append(row["at_ms"])
        mine.ids.append(row["slate_id"])
        mine.places.append({track: place for place, track in reversed(list(enumerate(tracks)))})
        mine.known.append(known)
        mine.chances.append([float(track[4]) if len(track) > 4 else 1.0 for track in shown["tracks"]])
    return found


def _groups(lake: Lake, slates: dict[str, _Slates]) -> Iterator[tuple[int, list[tuple[Any, int, float]]]]:
    """When it began, and the rows of everything proposed that one person heard on one day."""
    since = min((mine.at_ms[0] for mine in slates.values()), default=0)
    held: dict[tuple[str, int], tuple[int, list[tuple[Any, int, float]]]] = {}
    used: set[tuple[str, int, str]] = set()
    if not slates:
        return
    for row in lake.query(_HEARD.format(since=since)).to_pylist():
        mine = slates.get(row["listener"])
        label = LEFT if row["skip"] > 0 else FINISHED if row["liked"] >= _LIKED else PARTLY if row["liked"] > 0 else -1
        if mine is None or label < 0:
            continue
        track, at_ms = row["track_id"], row["at_ms"]
        at = mine.of(track, at_ms, row["slate_id"])
        if at < 0 or (row["listener"], at, track) in used:
            continue
        used.add((row["listener"], at, track))
        place = mine.places[at][track]
        weight = 1 / max(mine.chances[at][place], _LEAST_CHANCE)
        day = held.setdefault((row["listener"], at_ms // 86_400_000), (at_ms, []))
        day[1].append((mine.known[at][place], label, weight))
    yield from held.values()
