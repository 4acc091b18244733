"""Formats: how music, podcasts and audiobooks share your time."""

from segue.portrait.chart import bars
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import length, listed, percent

_NAMED = ("music", "podcast", "audiobook")


def conclude(seen: Seen) -> Concluded:
    heard: dict[str, tuple[int, int]] = seen.read("formats")
    data = {name: {"listens": listens, "played_ms": played} for name, (listens, played) in heard.items()}
    amounts = {
        seen.say(f"format.{name}") if name in _NAMED else name: float(played)
        for name, (_, played) in heard.items()
        if played > 0
    }
    if not amounts:
        return Concluded([seen.say("nothing_heard")], data)
    whole = sum(amounts.values())
    if len(amounts) == 1:
        (only,) = amounts
        return Concluded([seen.say("formats.only", name=only, length=length(whole, seen.lang))], data)
    shares = (seen.say("share", name=name, share=percent(ms / whole, seen.lang)) for name, ms in amounts.items())
    words = [seen.say("formats.shares", names=listed(shares, seen.lang))]
    chart = bars(seen.say("formats.chart"), amounts, {name: length(ms, seen.lang) for name, ms in amounts.items()})
    return Concluded(words, data, [chart])


conclusion = Conclusion(place=70, conclude=conclude)
