"""A song left for another one.

The early skip is the clear one; one in the second half says more about the end of the song, or of the bus ride,
than about taste.
"""

from typing import Any

import numpy as np

from segue.listening.columns import REPLACED, SKIPPED
from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, float, Any]:
    told = heard.ending == SKIPPED
    strength = skip_strength(heard.position, heard.duration, settings)
    return told | (heard.ending == REPLACED), 0.0, np.where(told, strength, strength * settings.inferred_weight)


def skip_strength(position_ms: Any, duration_ms: Any, settings: Settings) -> Any:
    """0-1: 1 = left at once, 0 = left after the larger of 30 s and half of the track; NaN = unknown."""
    heard_ms = settings.heard_s * 1000
    enough = np.where(np.isnan(duration_ms), heard_ms, np.minimum(duration_ms, np.maximum(heard_ms, duration_ms / 2)))
    strength = np.clip(1.0 - position_ms / enough, 0.0, 1.0)
    return np.where(np.isnan(position_ms), settings.unknown_skip_weight, strength)


rule = Rule(title="skipped", why="Leaving a song at 10 s for another is a skip; the later, the less it says.", rank=70,
            judge=judge)  # fmt: skip
