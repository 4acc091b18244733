"""Facts of a track: how it is heard, over listeners. The passage most gone back to is its hook."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from segue.domain.listen import HEARD_OUT, Passage

GRAIN_MS = 2_500  # hooks are counted in such steps
_LEAST = 2  # times, by however many listeners, before a passage is a hook


@dataclass(frozen=True, slots=True)
class Hook:
    """A passage, by how many listeners it was heard again, and how often in all."""

    passage: Passage
    listeners: int
    times: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Shares are 0-1, None where there is nothing to take a share of."""

    listens: int
    listeners: int
    finished: float | None  # share of listens heard out
    skipped: float | None
    fraction: float | None  # mean share of the track that was heard
    pauses: int
    dropped_in_pause: float | None  # share of pauses after which it was not resumed
    repeats: float | None  # share of listens that come again in the same session
    listens_each: float | None
    stickiness: float | None  # share of listens after which the session went on
    hook: Hook | None


def facts(listens: pa.Table) -> Facts:
    """listens: of one track, with the columns of LISTENS and two more.

    went_on: whether another listen followed in the session; again: whether the track was in this session before
    """
    rows = listens.num_rows
    fraction = np.array(listens["fraction"].drop_null(), np.float64)
    resumed = [pause["resumed"] for pauses in listens["pauses"].to_pylist() for pause in pauses or ()]
    outcome = listens["outcome"].to_pylist()
    listeners = len(listens["listener"].unique())
    return Facts(
        listens=rows,
        listeners=listeners,
        finished=_share([word in HEARD_OUT for word in outcome]),
        skipped=_share([value > 0 for value in listens["skip"].to_pylist()]),
        fraction=float(fraction.mean()) if len(fraction) else None,
        pauses=len(resumed),
        dropped_in_pause=_share([not r for r in resumed]),
        repeats=_share(listens["again"].to_pylist()),
        listens_each=rows / listeners if listeners else None,
        stickiness=_share(listens["went_on"].to_pylist()),
        hook=hook(listens),
    )


def hook(listens: pa.Table) -> Hook | None:
    """The stretch that most listeners went back to; of several the one heard again most often, then the first."""
    counted: dict[str, dict[int, int]] = {}
    for listener, passages in zip(listens["listener"].to_pylist(), listens["replayed"].to_pylist(), strict=True):
        mine = counted.setdefault(listener, {})
        for one in passages or ():
            for grain in range(one["from_ms"] // GRAIN_MS, max(one["from_ms"], one["to_ms"] - 1) // GRAIN_MS + 1):
                mine[grain] = mine.get(grain, 0) + 1
    most = max((grain for mine in counted.values() for grain in mine), default=-1)
    if most < 0:
        return None
    people, times = np.zeros(most + 1, np.int64), np.zeros(most + 1, np.int64)
    for mine in counted.values():
        for grain, count in mine.items():
            people[grain] += 1
            times[grain] += count
    return _best(people, times)


def _best(people: NDArray[np.int64], times: NDArray[np.int64]) -> Hook | None:
    top = np.lexsort((-np.arange(len(times)), times, people))[-1]
    if times[top] < _LEAST:
        return None
    same = (people == people[top]) & (times == times[top])
    last = top
    while last + 1 < len(same) and same[last + 1]:
        last += 1
    passage = Passage(int(top) * GRAIN_MS, (int(last) + 1) * GRAIN_MS)
    return Hook(passage, int(people[top]), int(times[top]))


def _share(yes: list[bool]) -> float | None:
    return sum(yes) / len(yes) if yes else None
