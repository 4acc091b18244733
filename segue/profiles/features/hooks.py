"""Hooks: the passages of a track that you go back to hear again."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import TrackId
from segue.domain.listen import Listen, Passage
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_GRAIN_MS = 2_500
_LONGEST = 240  # grains of one passage, ten minutes
_LEAST = 2  # times before a passage is a hook


class Hooks(Struct):
    """Track -> grain of 2.5 s -> how often it was heard again."""

    replayed: dict[TrackId, dict[int, int]] = field(default_factory=dict)


class Hook(Struct, frozen=True):
    passage: Passage
    times: int


def heard(state: Hooks, new: Mark, listen: Listen) -> None:
    _count(state, listen, 1)


def unheard(state: Hooks, old: Mark, listen: Listen) -> None:
    _count(state, listen, -1)


def _count(state: Hooks, listen: Listen, sign: int) -> None:
    if not listen.replayed:
        return
    grains = state.replayed.setdefault(listen.track_id, {})
    for passage in listen.replayed:
        first, last = passage.from_ms // _GRAIN_MS, max(passage.from_ms, passage.to_ms - 1) // _GRAIN_MS
        for grain in range(first, min(last + 1, first + _LONGEST)):
            grains[grain] = grains.get(grain, 0) + sign
            if not grains[grain]:
                del grains[grain]
    if not grains:
        del state.replayed[listen.track_id]


def read(state: Hooks, now: datetime) -> dict[TrackId, Hook]:
    """The most replayed passage of each track that has one, the most replayed first."""
    found = {}
    for track, grains in state.replayed.items():
        times = max(grains.values())
        if times >= _LEAST:
            first = min(g for g, n in grains.items() if n == times)
            last = first
            while grains.get(last + 1) == times:
                last += 1
            found[track] = Hook(Passage(first * _GRAIN_MS, (last + 1) * _GRAIN_MS), times)
    return dict(sorted(found.items(), key=lambda item: (-item[1].times, item[0])))


feature = Feature(title="Passages you play again", state=Hooks, heard=heard, unheard=unheard, read=read)
