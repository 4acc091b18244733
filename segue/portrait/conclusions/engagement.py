"""Engagement: one number from 0 to 100 for how much listening is part of your days.

    score = 100 * (0.30 recency + 0.30 frequency + 0.25 depth + 0.15 breadth)

* recency   = 2 ** (-days since the last listen / 7)
* frequency = min(1, days with listening among the last 28 / 20)
* depth     = half min(1, minutes per such day / 60), half the share of listens heard to the end
* breadth   = min(1, log(1 + different tracks in 28 days) / log(1 + 200))

Each is between 0 and 1, so the score is too. It says how much, never how good.
"""

from math import log

from segue.portrait.chart import Bar, Bars
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import percent

_WEIGHTS = {"recency": 0.30, "frequency": 0.30, "depth": 0.25, "breadth": 0.15}
_DAYS = 28


def conclude(seen: Seen) -> Concluded:
    days = seen.read("days")
    if not days:
        return Concluded([seen.say("nothing_heard")], {"score": 0, "parts": dict.fromkeys(_WEIGHTS, 0.0)})
    parts = _parts(days, len(seen.read("lately")))
    score = round(100 * sum(weight * parts[name] for name, weight in _WEIGHTS.items()))
    active = sum(day < _DAYS for day in days)
    words = [
        seen.say("engagement.score", score=score),
        seen.say("engagement.days", days=seen.say("days", active), of=_DAYS, ago=seen.say("ago", min(days))),
    ]
    rows = [Bar(seen.say(f"engagement.{name}"), part, percent(part, seen.lang)) for name, part in parts.items()]
    text = ", ".join(seen.say("engagement.part", name=bar.name, share=bar.text) for bar in rows)
    data = {"score": score, "parts": parts, "weights": _WEIGHTS, "active_days": active, "days_since_last": min(days)}
    return Concluded(words, data, [Bars(seen.say("engagement.chart"), rows, text)])


def _parts(days: dict[int, tuple[int, int, int, int]], tracks: int) -> dict[str, float]:
    """days: counted back from today -> listens, ms played, skips, completions."""
    lately = [sums for day, sums in days.items() if day < _DAYS]
    listens = sum(sums[0] for sums in lately)
    minutes = sum(sums[1] for sums in lately) / 60_000
    finished = sum(sums[3] for sums in lately)
    depth = (min(1.0, minutes / len(lately) / 60) + finished / listens) / 2 if lately else 0.0
    return {
        "recency": 2.0 ** (-min(days) / 7),
        "frequency": min(1.0, len(lately) / 20),
        "depth": depth,
        "breadth": min(1.0, log(1 + tracks) / log(201)),
    }


conclusion = Conclusion(place=10, conclude=conclude)
