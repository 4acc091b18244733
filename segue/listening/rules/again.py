"""The same track begun anew: the back button is the opposite of a skip."""

from typing import Any

from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, Any, float]:
    return heard.again, 0.0, 0.0


rule = Rule(title="again", why="Who starts a song anew wants it; the play that follows will say how much.", rank=60,
            judge=judge)  # fmt: skip
