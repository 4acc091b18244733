"""A mix as a curve: how lively it is from track to track, and how fast, in the coordinates of a small picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from segue.playlists.sequence import Step
from segue.web.pages.tell import tell

WIDTH, HEIGHT, _EDGE = 600, 90, 6


@dataclass(frozen=True, slots=True)
class Curve:
    """Points as SVG wants them, each "x,y x,y …"; what nobody knows is left out. said: the same in words."""

    energy: str
    tempo: str
    wanted: str
    said: str

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return HEIGHT


def curve(steps: Sequence[Step], lang: str) -> Curve | None:
    """None where less than half of it is known."""
    levels = [(i, s.level) for i, s in enumerate(steps) if s.level is not None]
    tempi = [(i, log2(s.tempo_bpm)) for i, s in enumerate(steps) if s.tempo_bpm]
    if len(steps) < 3 or 2 * len(levels) < len(steps):
        return None
    slow, fast = (min(t for _, t in tempi), max(t for _, t in tempi)) if tempi else (0.0, 1.0)
    scaled = [(i, (t - slow) / (fast - slow) if fast > slow else 0.5) for i, t in tempi]
    wanted = [(i, s.wanted) for i, s in enumerate(steps) if s.wanted is not None]
    third = max(1, len(levels) // 3)
    ends = [
        sum(v for _, v in part) / len(part)
        for part in (levels[:third], levels[third:-third] or levels, levels[-third:])
    ]
    first, middle, last = (f"{end:.0%}" for end in ends)
    said = tell(lang, "curve.energy", first=first, middle=middle, last=last)
    if tempi:
        said = tell(lang, "curve.tempo", energy=said, slow=f"{2**slow:.0f}", fast=f"{2**fast:.0f}")
    energy, tempo, shape = (_points(values, len(steps)) for values in (levels, scaled, wanted))
    return Curve(energy, tempo, shape, said)


def _points(values: Sequence[tuple[int, float]], n: int) -> str:
    width, height = WIDTH - 2 * _EDGE, HEIGHT - 2 * _EDGE
    return " ".join(f"{_EDGE + width * i / (n - 1):.1f},{_EDGE + height * (1 - value):.1f}" for i, value in values)
