"""Audiobooks: a chapter that was heard is progress in a book, not a favourite song."""

from typing import Any

import numpy as np

from segue.listening.columns import AUDIOBOOK, DONE, RAN_OUT
from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, Any, float]:
    done = (heard.ending == DONE) | (heard.ending == RAN_OUT) | at_credits(heard, settings)
    return (heard.format == AUDIOBOOK) & done, settings.progress_weight, 0.0


def at_credits(heard: Heard, settings: Settings) -> Any:
    return np.maximum(heard.duration - heard.position, 0) <= settings.credits_s * 1000


rule = Rule(title="chapter", why="A finished chapter is progress: the next one is wanted, not this one again.", rank=30,
            judge=judge)  # fmt: skip
