"""Hooks: the passages you went back for."""

from typing import Any

from segue.portrait.chart import Bar, Bars
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import clock, listed, named, times

_SHOWN = 5


def conclude(seen: Seen) -> Concluded:
    hooks = seen.read("hooks")
    data: list[dict[str, Any]] = [
        {"track": track, "from_ms": hook.passage.from_ms, "to_ms": hook.passage.to_ms, "times": hook.times}
        for track, hook in hooks.items()
    ]
    if not hooks:
        return Concluded([seen.say("hooks.nothing")], {"hooks": []})
    rows, said = [], []
    most = next(iter(hooks.values())).times
    for track, hook in list(hooks.items())[:_SHOWN]:
        place = f"{clock(hook.passage.from_ms)}–{clock(hook.passage.to_ms)}"
        name = named(seen.catalog, track, seen.lang) or seen.say("a_track")
        often = times(hook.times, seen.lang)
        rows.append(Bar(f"{name}, {place}", hook.times / most, often))
        said.append(seen.say("hooks.one", place=place, track=name, times=often))
    text, words = (seen.say("hooks.back", names=listed(some, seen.lang)) for some in (said, said[:2]))
    return Concluded([words], {"hooks": data[:100]}, [Bars(seen.say("hooks.chart"), rows, text)])


conclusion = Conclusion(place=100, conclude=conclude)
