"""The skip habit as a picture of the week, and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from segue.portrait.message import DEFAULT, say, spoken
from segue.portrait.words import PARTS
from segue.portrait.words import hour as hour_of

_ENOUGH = 6  # outcomes of a part of a day before it is spoken of
_DIFFERENT = 0.15  # between two shares that are called different
_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour. `level` is 0 (nothing left early) to 4 (all), -1 = nothing heard; `few` = little to go by."""

    day: int
    hour: int
    level: int
    few: bool
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    cells: list[Cell]
    words: list[str]


def week(heard: Sequence[int], skipped: Sequence[int], usual: float, lang: str = DEFAULT) -> Week:
    """heard, skipped: counts by hour of the week, 0 = Monday 00:00; usual: 0-1, the listener's own rate."""
    left = [max(0, n) for n in skipped]
    cells = [_cell(i, heard[i], left[i], lang) for i in range(168)]
    if not sum(heard) + sum(left):
        return Week(cells, [say(lang, "week.nothing")])
    said = [say(lang, "week.usual", round(usual * 10))]
    blocks = []
    for day in range(7):
        for name, start, end in PARTS:
            hours = range(day * 24 + start, day * 24 + end)
            n_left = sum(left[h] for h in hours)
            n = n_left + sum(heard[h] for h in hours)
            if n >= _ENOUGH:
                part = say(lang, "week.part", day=spoken(lang).days[day], part=say(lang, f"part.{name}"))
                blocks.append((n_left / n, n_left, n, part))
    if len(blocks) < 2:
        said.append(say(lang, "week.little"))
        return Week(cells, said)
    most = max(blocks, key=lambda b: (b[0], b[2]))
    least = min(blocks, key=lambda b: (b[0], -b[2]))
    if most[0] - least[0] < _DIFFERENT:
        said.append(say(lang, "week.same"))
    else:
        said.append(
            say(
                lang, "week.most", most=most[3], left=most[1], of=most[2], least=least[3], least_left=least[1],
                least_of=least[2],
            )
        )  # fmt: skip
    return Week(cells, said)


def _cell(index: int, heard: int, left: int, lang: str) -> Cell:
    day, hour = divmod(index, 24)
    n = heard + left
    what = say(lang, "week.left", left=left, of=n) if n else say(lang, "week.none")
    level = min(_LEVELS - 1, round(left / n * (_LEVELS - 1))) if n else -1
    return Cell(day, hour, level, 0 < n < 3, say(lang, "cell", hour=hour_of(index, lang), what=what))
