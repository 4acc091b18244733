"""A play that broke off says nothing about the track."""

from segue.listening.columns import FAILED
from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, float, float]:
    return heard.ending == FAILED, 0.0, 0.0


rule = Rule(title="failed", why="A network that broke, or a file that would not play, is nobody's taste.", rank=10,
            judge=judge)  # fmt: skip
