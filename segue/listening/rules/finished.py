"""Heard to the end, or so near to it that only the fade-out was left."""

from typing import Any

from segue.listening.columns import AT_EITHER, DONE, MUSIC, RAN_OUT
from segue.listening.verdict import Heard, Rule
from segue.settings import Settings


def judge(heard: Heard, settings: Settings) -> tuple[object, Any, float]:
    done = (heard.ending == DONE) | (heard.ending == RAN_OUT) | (heard.whole == AT_EITHER)
    nearly = (heard.format == MUSIC) & (heard.position >= settings.finished_share * heard.duration)
    return done | nearly, 1.0, 0.0


rule = Rule(title="finished", why="Whoever hears a song out likes it well enough.", rank=40, judge=judge)
