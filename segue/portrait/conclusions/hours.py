"""Hours: the week as you listen through it."""

from typing import Any

from segue.portrait.chart import Cell, Grid
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.message import spoken
from segue.portrait.words import PARTS, hour, length, listed, percent


def conclude(seen: Seen) -> Concluded:
    played: list[int] = seen.read("hours")
    whole = sum(played)
    data: dict[str, Any] = {"played_ms": played, "zone": str(seen.now.tzinfo)}
    if whole <= 0:
        return Concluded([seen.say("nothing_heard")], data)
    parts = {name: sum(played[d * 24 + h] for d in range(7) for h in range(a, b)) for name, a, b in PARTS}
    days = [sum(played[d * 24 : d * 24 + 24]) for d in range(7)]
    top = sorted(range(168), key=lambda i: (-played[i], i))[:3]
    words = [
        seen.say(
            "hours.most",
            part=seen.say(f"hours.{max(parts, key=lambda p: parts[p])}"),
            share=percent(max(parts.values()) / whole, seen.lang),
            day=spoken(seen.lang).days[days.index(max(days))],
        ),
        seen.say("hours.favourite", hours=listed((hour(i, seen.lang) for i in top if played[i] > 0), seen.lang)),
    ]
    most = max(played)
    cells = [
        Cell(
            min(4, ms * 5 // (most + 1)) if ms > 0 else -1,
            seen.say("cell", hour=hour(i, seen.lang), what=_amount(seen, ms)),
        )
        for i, ms in enumerate(played)
    ]
    data["favourite_hours"] = [i for i in top if played[i] > 0]
    data["parts"] = {name: ms / whole for name, ms in parts.items()}
    return Concluded(words, data, [Grid(seen.say("hours.chart"), cells, " ".join(words))])


def _amount(seen: Seen, ms: int) -> str:
    return seen.say("hours.amount", length=length(ms, seen.lang)) if ms > 0 else seen.say("hours.nothing")


conclusion = Conclusion(place=30, conclude=conclude)
