"""Rule: what a listen says about liking, one reason to a file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.discovery import discover
from segue.settings import Settings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heard:
    """(m,) columns of listens, sorted by listener, then start; times in milliseconds, NaN where unknown.

    ending: UNKNOWN ... REPLACED; format: MUSIC, PODCAST, AUDIOBOOK (`segue.listening.columns`)
    again: the next play on the same route begins the same track anew
    untouched: how long before its start nobody had touched a device
    """

    listener: NDArray[np.int32]
    start: Floats
    end: Floats
    played: Floats
    position: Floats
    duration: Floats
    fraction: Floats
    plays: Floats
    ending: NDArray[np.int8]
    format: NDArray[np.int8]
    whole: NDArray[np.int8]
    again: NDArray[np.bool_]
    untouched: Floats


@dataclass(frozen=True, slots=True)
class Rule:
    """One file in `rules/`. Of the deciding rules the one with the lowest `rank` that applies has the word.

    judge: (heard, settings) -> (applies, like, skip), each (m,) or a number; like >= 0, skip 0-1
    weaken: for rules that do not decide but make a verdict count less: (heard, settings, skip) -> factor (m,)
    """

    title: str  # the outcome in one word
    why: str  # one sentence, for the docs
    rank: int = 0
    judge: Callable[[Heard, Settings], tuple[Any, Any, Any]] | None = None
    weaken: Callable[[Heard, Settings, Floats], Floats] | None = None


@cache
def rules() -> dict[str, Rule]:
    """By file name; the deciding ones in the order of their ranks, then those that weaken."""
    found = discover("segue.listening.rules", Rule)
    return dict(sorted(found.items(), key=lambda item: (item[1].judge is None, item[1].rank, item[0])))


def verdicts(heard: Heard, settings: Settings) -> tuple[list[str], NDArray[np.int8], Floats, Floats, Floats]:
    """Titles, and per listen: index of the deciding title (the last one: nothing to say), like, skip and weight."""
    deciding = [r for r in rules().values() if r.judge is not None]
    m = len(heard.start)
    like, skip = np.zeros(m), np.zeros(m)
    outcome = np.full(m, len(deciding), np.int8)
    open_, weight = np.ones(m, bool), np.ones(m)
    with np.errstate(invalid="ignore", divide="ignore"):
        for i, rule in enumerate(deciding):
            assert rule.judge is not None
            applies, liked, skipped = rule.judge(heard, settings)
            mine = applies & open_
            if mine.any():
                like = np.where(mine, liked, like)
                skip = np.where(mine, skipped, skip)
                outcome[mine] = i
                open_ &= ~mine
        for rule in rules().values():
            if rule.weaken is not None:
                weight = weight * rule.weaken(heard, settings, skip)
    return [*(r.title for r in deciding), ""], outcome, like * weight, np.clip(skip * weight, 0.0, 1.0), weight
