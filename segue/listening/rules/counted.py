"""A number of plays without their times, as catalogues keep it."""

from typing import Any

from segue.listening.columns import DONE
from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, Any, float]:
    return (heard.plays > 1) & (heard.ending == DONE), heard.plays, 0.0


rule = Rule(title="counted", why="A library that kept only counts still tells what was heard most.", rank=20,
            judge=judge)  # fmt: skip
