"""Pauses: how often you pause, for how long, and whether you come back to it."""

from dataclasses import dataclass
from datetime import datetime
from math import log2

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_OCTAVES = 16  # lengths in seconds


class Pauses(Struct):
    listens: int = 0
    paused: int = 0  # listens with a pause
    pauses: int = 0
    resumed: int = 0
    left: int = 0  # listens that ended with a pause nobody came back from
    lengths: list[int] = field(default_factory=lambda: [0] * _OCTAVES)  # of resumed ones: 2^n seconds
    places: list[int] = field(default_factory=lambda: [0] * 10)  # where in the track, by tenths


@dataclass(frozen=True, slots=True)
class Paused:
    share: float  # of listens that were paused
    pauses: int
    dropped: float  # share of paused listens that were left for good at a pause
    seconds: float  # a pause that ends lasts about so long
    places: list[int]  # by tenths of the track


def heard(state: Pauses, new: Mark, listen: Listen) -> None:
    _count(state, listen, 1)


def unheard(state: Pauses, old: Mark, listen: Listen) -> None:
    _count(state, listen, -1)


def _count(state: Pauses, listen: Listen, sign: int) -> None:
    state.listens += sign
    if not listen.pauses:
        return
    state.paused += sign
    state.left += sign * (not listen.pauses[-1].resumed)
    for pause in listen.pauses:
        state.pauses += sign
        state.resumed += sign * pause.resumed
        if pause.resumed:
            state.lengths[min(_OCTAVES - 1, int(log2(max(1.0, pause.length_ms / 1_000))))] += sign
        if listen.duration_ms:
            state.places[max(0, min(9, pause.position_ms * 10 // listen.duration_ms))] += sign


def read(state: Pauses, now: datetime) -> Paused:
    return Paused(
        share=state.paused / state.listens if state.listens else 0.0,
        pauses=state.pauses,
        dropped=state.left / state.paused if state.paused else 0.0,
        seconds=_middle(state.lengths),
        places=[*state.places],
    )


def _middle(lengths: list[int]) -> float:
    half, before = sum(lengths) / 2, 0
    for octave, n in enumerate(lengths):
        if n and before + n >= half:
            return float(2**octave * (1 + (half - before) / n))
        before += n
    return 0.0


feature = Feature(title="Pauses", state=Pauses, heard=heard, unheard=unheard, read=read)
