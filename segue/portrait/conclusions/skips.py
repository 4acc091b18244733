"""Skips: when and how often tracks are left early; the same numbers that answers are made with."""

from segue.portrait.chart import Cell, Grid
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.week import week


def conclude(seen: Seen) -> Concluded:
    rate, habit = seen.read("skip_habit"), seen.profile.states["skip_habit"]
    heard, skipped = ([max(0, round(n)) for n in side] for side in (habit.heard, habit.skipped))
    told = week(heard, skipped, rate.usual, seen.lang)
    data = {"usual": rate.usual, "now": rate.now, "outcomes": rate.outcomes, "heard": heard, "skipped": skipped}
    if not rate.outcomes:
        return Concluded(told.words, data)
    cells = [Cell(cell.level, cell.text) for cell in told.cells]
    return Concluded(told.words, data, [Grid(seen.say("skips.chart"), cells, " ".join(told.words))])


conclusion = Conclusion(place=40, conclude=conclude)
