"""The skip habit as a picture of the week, and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = (("night", 0, 6), ("morning", 6, 12), ("afternoon", 12, 18), ("evening", 18, 24))
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


def week(heard: Sequence[int], skipped: Sequence[int], usual: float) -> Week:
    """heard, skipped: counts by hour of the week, 0 = Monday 00:00; usual: 0-1, the listener's own rate."""
    left = [max(0, n) for n in skipped]
    cells = [_cell(i, heard[i], left[i]) for i in range(168)]
    if not sum(heard) + sum(left):
        return Week(cells, ["Nothing was heard yet: finish or skip a track and the first square fills."])
    said = [f"You leave about {_tenths(usual)} tracks early."]
    blocks = []
    for day in range(7):
        for name, start, end in _PARTS:
            hours = range(day * 24 + start, day * 24 + end)
            n_left = sum(left[h] for h in hours)
            n = n_left + sum(heard[h] for h in hours)
            if n >= _ENOUGH:
                blocks.append((n_left / n, n_left, n, f"{DAYS[day]} {name}s"))
    if len(blocks) < 2:
        said.append("There is not enough yet to tell one part of the week from another.")
        return Week(cells, said)
    most = max(blocks, key=lambda b: (b[0], b[2]))
    least = min(blocks, key=lambda b: (b[0], -b[2]))
    if most[0] - least[0] < _DIFFERENT:
        said.append("It is about the same all week.")
    else:
        said.append(f"Most on {most[3]} ({most[1]} of {most[2]}), least on {least[3]} ({least[1]} of {least[2]}).")
    return Week(cells, said)


def _cell(index: int, heard: int, left: int) -> Cell:
    day, hour = divmod(index, 24)
    n = heard + left
    what = f"{left} of {n} left early" if n else "nothing heard"
    level = min(_LEVELS - 1, round(left / n * (_LEVELS - 1))) if n else -1
    return Cell(day, hour, level, 0 < n < 3, f"{DAYS[day]} {hour:02d}:00, {what}")


def _tenths(share: float) -> str:
    n = round(share * 10)
    return {0: "none of your", 10: "all of your"}.get(n, f"{n} in 10")
