"""Engagement: one number from 0 to 100 for how much listening is part of your days.

    score = 100 * (0.30 recency + 0.30 frequency + 0.25 depth + 0.15 breadth)

* recency   = 2 ** (-days since the last listen / 7)
* frequency = min(1, days with listening among the last 28 / 20)
* depth     = half min(1, minutes per such day / 60), half the share of listens heard to the end
* breadth   = min(1, log(1 + different tracks in 28 days) / log(1 + 200))

Each is between 0 and 1, so the score is too. It says how much, never how good.
"""

from math import log

from segue.portrait.chart import Bar, Bars, percent
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import count

_WEIGHTS = {"recency": 0.30, "frequency": 0.30, "depth": 0.25, "breadth": 0.15}
_SAID = {"recency": "how recently", "frequency": "how often", "depth": "how long", "breadth": "how many tracks"}
_DAYS = 28


def conclude(seen: Seen) -> Concluded:
    days = seen.read("days")
    if not days:
        return Concluded(["Nothing was heard yet."], {"score": 0, "parts": dict.fromkeys(_WEIGHTS, 0.0)})
    parts = _parts(days, len(seen.read("lately")))
    score = round(100 * sum(weight * parts[name] for name, weight in _WEIGHTS.items()))
    active = sum(day < _DAYS for day in days)
    words = [
        f"Your engagement is {score} of 100.",
        f"You listened on {count(active, 'day')} of the last {_DAYS}, the last time {_ago(min(days))}.",
    ]
    text = ", ".join(f"{_SAID[name]} {percent(part)}" for name, part in parts.items())
    rows = [Bar(_SAID[name], part, percent(part)) for name, part in parts.items()]
    data = {"score": score, "parts": parts, "weights": _WEIGHTS, "active_days": active, "days_since_last": min(days)}
    return Concluded(words, data, [Bars("What it is made of", rows, text)])


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


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


conclusion = Conclusion(title="Engagement", place=10, conclude=conclude)
