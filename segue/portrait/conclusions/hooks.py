"""Hooks: the passages you went back for."""

from typing import Any

from segue.portrait.chart import Bar, Bars
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import clock, listed, times

_SHOWN = 5


def conclude(seen: Seen) -> Concluded:
    hooks = seen.read("hooks")
    data: list[dict[str, Any]] = [
        {"track": track, "from_ms": hook.passage.from_ms, "to_ms": hook.passage.to_ms, "times": hook.times}
        for track, hook in hooks.items()
    ]
    if not hooks:
        return Concluded(["No passage was played again yet: seek back in a track and it is noticed."], {"hooks": []})
    rows, said = [], []
    most = next(iter(hooks.values())).times
    for track, hook in list(hooks.items())[:_SHOWN]:
        known = seen.catalog.get(track)
        place = f"{clock(hook.passage.from_ms)}–{clock(hook.passage.to_ms)}"
        name = f"{known.title} by {known.artist}" if known else "a track"
        rows.append(Bar(f"{name}, {place}", hook.times / most, times(hook.times)))
        said.append(f"{place} of {name} ({times(hook.times)})")
    text = f"You go back to {listed(said)}."
    words = [f"You go back to {listed(said[:2])}."]
    return Concluded(words, {"hooks": data[:100]}, [Bars("Passages played again", rows, text)])


conclusion = Conclusion(title="Passages you play again", place=100, conclude=conclude)
