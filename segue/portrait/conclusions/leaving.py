"""Leaving: the share of listens that go on at each point of a track, and what pauses have to do with it."""

from dataclasses import asdict

from segue.portrait.chart import Curve, percent
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import length, listed

_SAID = {"music": "songs", "podcast": "episodes", "audiobook": "chapters"}
_LEAST = 10  # pauses before anything is said of them


def conclude(seen: Seen) -> Concluded:
    stays, paused = seen.read("leaving"), seen.read("pauses")
    data = {"stays": stays, "pauses": asdict(paused)}
    words, charts = [], []
    for name, curve in stays.items():
        many = _SAID.get(name, name)
        falls = [curve[i] - curve[i + 1] for i in range(len(curve) - 1)]
        said = f"{percent(curve[-1])} of the {many} you hear to the end" if curve[-1] < 1 else f"You leave no {many}"
        if max(falls) >= 0.05:
            step, place = 100 // len(falls), falls.index(max(falls))
            said += f"; most often you go between {place * step} % and {(place + 1) * step} %"
        words.append(f"{said}.")
        quarters = listed(f"{percent(curve[len(falls) * i // 4])} at {25 * i} %" for i in range(1, 4))
        if curve[-1] < 1:
            text = f"{quarters}, {percent(curve[-1])} at the end"
            charts.append(Curve(f"Who is still there: {many}", curve, "begin", "end", text))
    if paused.pauses >= _LEAST:
        words.append(
            f"You pause {percent(paused.share)} of what you hear, for about {length(paused.seconds * 1000)}, and "
            f"{percent(paused.dropped)} of it is left for good then."
        )
    return Concluded(words or ["Nothing was left early yet."], data, charts)


conclusion = Conclusion(title="Where you leave and where you pause", place=80, conclude=conclude)
