"""The speaker went on by itself."""

import numpy as np

from segue.listening.verdict import Floats, Heard, Rule
from segue.settings import Settings


def weaken(heard: Heard, settings: Settings, skip: Floats) -> Floats:
    return np.where(heard.untouched > settings.asleep_after_s * 1000, settings.asleep_weight, 1.0)


rule = Rule(
    title="asleep",
    why="Sleeping with the speaker on is not love: after hours in which nobody touched anything a play counts little.",
    weaken=weaken,
)
