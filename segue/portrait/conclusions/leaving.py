"""Leaving: the share of listens that go on at each point of a track, and what pauses have to do with it."""

from dataclasses import asdict

from segue.portrait.chart import Curve
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import length, listed, percent

_NAMED = ("music", "podcast", "audiobook")
_LEAST = 10  # pauses before anything is said of them


def conclude(seen: Seen) -> Concluded:
    stays, paused = seen.read("leaving"), seen.read("pauses")
    data = {"stays": stays, "pauses": asdict(paused)}
    words, charts = [], []
    for name, curve in stays.items():
        many = seen.say(f"many.{name}") if name in _NAMED else name
        falls = [curve[i] - curve[i + 1] for i in range(len(curve) - 1)]
        key, share = ("end" if curve[-1] < 1 else "none"), percent(curve[-1], seen.lang)
        said = seen.say(f"leaving.{key}", many=many, share=share)
        if max(falls) >= 0.05:
            step, place = 100 // len(falls), falls.index(max(falls))
            ends = [percent(at * step / 100, seen.lang) for at in (place, place + 1)]
            words.append(seen.say("leaving.falls", said=said, from_=ends[0], to=ends[1]))
        else:
            words.append(seen.say("leaving.plain", said=said))
        quarters = listed((_at(seen, curve[len(falls) * i // 4], i / 4) for i in range(1, 4)), seen.lang)
        if curve[-1] < 1:
            text = seen.say("leaving.text", quarters=quarters, share=share)
            title, first, last = (seen.say(f"leaving.{one}", many=many) for one in ("chart", "first", "last"))
            charts.append(Curve(title, curve, first, last, text))
    if paused.pauses >= _LEAST:
        words.append(
            seen.say(
                "leaving.pauses",
                share=percent(paused.share, seen.lang),
                length=length(paused.seconds * 1000, seen.lang),
                dropped=percent(paused.dropped, seen.lang),
            )
        )
    return Concluded(words or [seen.say("leaving.nothing")], data, charts)


def _at(seen: Seen, share: float, place: float) -> str:
    return seen.say("leaving.at", share=percent(share, seen.lang), place=percent(place, seen.lang))


conclusion = Conclusion(place=80, conclude=conclude)
