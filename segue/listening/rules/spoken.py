"""Podcasts and audiobooks left on the way: they are resumed tomorrow."""

from typing import Any

import numpy as np

from segue.listening.columns import MUSIC, SKIPPED
from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, Any, Any]:
    at_once = (heard.ending == SKIPPED) & (heard.position < settings.tasted_s * 1000)
    like = np.where(at_once, 0.0, settings.progress_weight * np.nan_to_num(heard.fraction))
    return heard.format != MUSIC, like, np.where(at_once, settings.tasted_weight, 0.0)


rule = Rule(title="progress", why="Leaving an episode at 40 % to go on tomorrow is not a skip; leaving it in its first "
            "minutes for another may be.", rank=50, judge=judge)  # fmt: skip
