"""Searches: whether you find what you look for."""

from dataclasses import asdict

from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import percent, times


def conclude(seen: Seen) -> Concluded:
    found = seen.read("searches")
    data = asdict(found)
    if not found.count:
        return Concluded([seen.say("searches.none")], data)
    share = percent(found.answered, seen.lang)
    words = [seen.say("searches.count", times=times(found.count, seen.lang), share=share)]
    if found.rank is not None:
        words.append(seen.say("searches.rank", rank=f"{found.rank:.1f}"))
    if found.refined:
        words.append(seen.say("searches.refined", share=percent(found.refined, seen.lang)))
    if found.nothing:
        words.append(seen.say("searches.nothing", share=percent(found.nothing, seen.lang)))
    return Concluded(words, data)


conclusion = Conclusion(place=110, conclude=conclude)
