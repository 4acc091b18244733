"""Searches: whether you find what you look for."""

from dataclasses import asdict

from segue.portrait.chart import percent
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import times


def conclude(seen: Seen) -> Concluded:
    found = seen.read("searches")
    data = asdict(found)
    if not found.count:
        return Concluded(["No search was told of yet."], data)
    words = [f"You searched {times(found.count)}; {percent(found.answered)} of the searches led to something you took."]
    if found.rank is not None:
        words.append(f"It stood at place {found.rank:.1f} on average.")
    if found.refined:
        words.append(f"{percent(found.refined)} you put anew.")
    if found.nothing:
        words.append(f"{percent(found.nothing)} found nothing.")
    return Concluded(words, data)


conclusion = Conclusion(title="What you search for", place=110, conclude=conclude)
