"""Hours: the week as you listen through it."""

from typing import Any

from segue.portrait.chart import Cell, Grid, percent
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.week import DAYS
from segue.portrait.words import length, listed

_PARTS = (("in the night", 0, 6), ("in the morning", 6, 12), ("in the afternoon", 12, 18), ("in the evening", 18, 24))


def conclude(seen: Seen) -> Concluded:
    played: list[int] = seen.read("hours")
    whole = sum(played)
    data: dict[str, Any] = {"played_ms": played, "zone": str(seen.now.tzinfo)}
    if whole <= 0:
        return Concluded(["Nothing was heard yet."], data)
    parts = {name: sum(played[d * 24 + h] for d in range(7) for h in range(a, b)) for name, a, b in _PARTS}
    days = [sum(played[d * 24 : d * 24 + 24]) for d in range(7)]
    top = sorted(range(168), key=lambda i: (-played[i], i))[:3]
    words = [
        f"You listen most {max(parts, key=lambda p: parts[p])} ({percent(max(parts.values()) / whole)} of the time) "
        f"and most of all on {DAYS[days.index(max(days))]}s.",
        f"Your favourite hours: {listed(f'{DAYS[i // 24]} {i % 24:02}:00' for i in top if played[i] > 0)}.",
    ]
    most = max(played)
    cells = [
        Cell(min(4, ms * 5 // (most + 1)) if ms > 0 else -1, f"{DAYS[i // 24]} {i % 24:02}:00, {_amount(ms)}")
        for i, ms in enumerate(played)
    ]
    data["favourite_hours"] = [i for i in top if played[i] > 0]
    data["parts"] = {name.rpartition(" ")[2]: ms / whole for name, ms in parts.items()}
    return Concluded(words, data, [Grid("The week as you listen", cells, " ".join(words))])


def _amount(ms: int) -> str:
    return f"{length(ms)} in all" if ms > 0 else "nothing"


conclusion = Conclusion(title="When you listen", place=30, conclude=conclude)
