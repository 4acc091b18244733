"""Podcasts and audiobooks left in their last minutes: those are the credits."""

from typing import Any

import numpy as np

from segue.listening.columns import MUSIC
from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, Any, float]:
    rest = np.maximum(heard.duration - heard.position, 0)
    near = (rest <= settings.credits_s * 1000) & (heard.position > heard.duration / 2)
    return (heard.format != MUSIC) & near, 1.0, 0.0


rule = Rule(title="finished", why="Credits at the end are not a drop-off: the episode was heard.", rank=45, judge=judge)
