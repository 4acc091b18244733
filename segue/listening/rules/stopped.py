"""A song at which the music was switched off."""

from typing import Any

import numpy as np

from segue.listening.columns import STOPPED
from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, Any, float]:
    half = heard.position >= heard.duration / 2
    return heard.ending == STOPPED, np.where(half, settings.stopped_weight, 0.0), 0.0


rule = Rule(title="left", why="Whoever switches the music off does not reject the song; past its half they liked it "
            "somewhat.", rank=80, judge=judge)  # fmt: skip
