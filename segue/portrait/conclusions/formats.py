"""Formats: how music, podcasts and audiobooks share your time."""

from segue.portrait.chart import bars, percent
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import length, listed

_NAMES = {"music": "music", "podcast": "podcasts", "audiobook": "audiobooks"}


def conclude(seen: Seen) -> Concluded:
    heard: dict[str, tuple[int, int]] = seen.read("formats")
    data = {name: {"listens": listens, "played_ms": played} for name, (listens, played) in heard.items()}
    amounts = {_NAMES.get(name, name): float(played) for name, (_, played) in heard.items() if played > 0}
    if not amounts:
        return Concluded(["Nothing was heard yet."], data)
    whole = sum(amounts.values())
    if len(amounts) == 1:
        (only,) = amounts
        return Concluded([f"All you heard is {only}: {length(whole)}."], data)
    words = [f"Your time goes to {listed(f'{name} ({percent(ms / whole)})' for name, ms in amounts.items())}."]
    chart = bars("Time by format", amounts, {name: length(ms) for name, ms in amounts.items()})
    return Concluded(words, data, [chart])


conclusion = Conclusion(title="Music, podcasts, audiobooks", place=70, conclude=conclude)
